#!/bin/bash
# Ends well when the app of this container answers that it is ready. A shell, for starting Node every few seconds costs more
# than the app itself does when it is idle.
exec 3<>/dev/tcp/127.0.0.1/8080 || exit 1
printf 'GET /readyz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
read -r -t 4 _ status _ <&3
[ "$status" = 200 ]
