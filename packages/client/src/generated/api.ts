/* Generated from the API's OpenAPI document by `npm run client:types`: not written by hand. */

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell whether the API is alive */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell whether the API can serve requests */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the figures of the API for Prometheus */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ingest/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell that a stream was published or ended, as a media server does
         * @description Takes the notifications of SRS, nginx-rtmp, MediaMTX and Node-Media-Server in their own formats, and a generic one: {"event": "publish" or "unpublish", "app", "stream", "domain", "id", "codec", "videoKbps", "args"}. Authenticated by the secret of the source: "secret" in the query, a bearer token, or the password of Basic authentication. Servers that would drop their publisher at an error are answered as they like it.
         */
        post: operations["notifyIngest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the templates, newest first */
        get: operations["listTemplates"];
        put?: never;
        /** Create a template */
        post: operations["createTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a template */
        get: operations["getTemplate"];
        /**
         * Replace a template
         * @description Recordings that were accepted before, and streams that are live, keep the old one.
         */
        put: operations["replaceTemplate"];
        post?: never;
        /**
         * Delete a template
         * @description Recordings that were accepted before keep their copy.
         */
        delete: operations["deleteTemplate"];
        options?: never;
        head?: never;
        /**
         * Change some settings of a template
         * @description What is absent stays, what is not shown of its URL included. Recordings that were accepted before, and streams that are live, keep the old one.
         */
        patch: operations["changeTemplate"];
        trace?: never;
    };
    "/v1/storages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the registered storages by their names */
        get: operations["listStorages"];
        put?: never;
        /** Register an S3 storage, which templates and recordings then call by its name */
        post: operations["createStorage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/storages/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a registered storage */
        get: operations["getStorage"];
        /**
         * Replace a registered storage
         * @description Recordings that run use the new settings with their next requests. Another endpoint must lead to the same buckets: what was stored is looked for there.
         */
        put: operations["replaceStorage"];
        post?: never;
        /**
         * Remove a registered storage that nothing needs
         * @description What lies in it stays there. Files of finished recordings are listed without links from then on.
         */
        delete: operations["deleteStorage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the domains */
        get: operations["listDomains"];
        put?: never;
        /** Create a domain */
        post: operations["createDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/domains/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a domain */
        get: operations["getDomain"];
        /**
         * Replace what is set for a domain
         * @description The name stays. Recordings that were begun before go on pulling from where they pull.
         */
        put: operations["replaceDomain"];
        post?: never;
        /**
         * Delete a domain
         * @description A domain that rules or ingest sources name stays.
         */
        delete: operations["deleteDomain"];
        options?: never;
        head?: never;
        /**
         * Change some settings of a domain
         * @description What is absent stays, what is not shown of its URLs included. Recordings that were begun before go on pulling from where they pull.
         */
        patch: operations["changeDomain"];
        trace?: never;
    };
    "/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the rules, newest first
         * @description A page may hold fewer than `limit` and yet have a next one.
         */
        get: operations["listRules"];
        put?: never;
        /**
         * Create a rule
         * @description The most specific enabled rule wins: one that names the stream, then one that names the application, then one for the domain. It takes effect at the next publish of a stream.
         */
        post: operations["createRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a rule */
        get: operations["getRule"];
        /**
         * Replace a rule
         * @description Streams that are live keep the rule as it was until they are published again.
         */
        put: operations["replaceRule"];
        post?: never;
        /**
         * Delete a rule
         * @description A rule by which a stream is recorded stays.
         */
        delete: operations["deleteRule"];
        options?: never;
        head?: never;
        /**
         * Change some settings of a rule
         * @description What is absent stays, what is not shown of its URLs included. Streams that are live keep the rule as it was.
         */
        patch: operations["changeRule"];
        trace?: never;
    };
    "/v1/rules/match": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell which rule would be in force for a stream
         * @description What is live already keeps the rule of its publication.
         */
        get: operations["matchRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the ingest sources, newest first */
        get: operations["listSources"];
        put?: never;
        /**
         * Create an ingest source: a media server that tells of its streams
         * @description The answer holds its secret, which is not shown again.
         */
        post: operations["createSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an ingest source */
        get: operations["getSource"];
        /**
         * Replace an ingest source
         * @description Its secret stays. The password of its poll is replaced like everything else: send it again, or change the rest alone (PATCH).
         */
        put: operations["replaceSource"];
        post?: never;
        /**
         * Delete an ingest source
         * @description Its notifications are refused from then on. Streams that it told of count as ended: what a rule records of them goes on until they end, and is not begun anew.
         */
        delete: operations["deleteSource"];
        options?: never;
        head?: never;
        /**
         * Change some settings of an ingest source
         * @description What is absent stays, the password of its poll included.
         */
        patch: operations["changeSource"];
        trace?: never;
    };
    "/v1/sources/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an ingest source another secret
         * @description The former one stops to work at once. It is not shown again.
         */
        post: operations["renewSourceSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/streams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the streams, ordered by name
         * @description Streams that are published or recorded, and for a day those that were. A page may hold fewer than `limit` and yet have a next one.
         */
        get: operations["listStreams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/streams/{domain}/{app}/{stream}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a stream: whether it is published, and what is recorded of it */
        get: operations["getStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/streams/{domain}/{app}/{stream}/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start, stop, restart, pause, resume or split the recording of a live stream
         * @description start records whatever the mode and window of the rule; a recording that was begun so ends with the stream. stop holds the recording and ends it when the rule's delay is over; start goes on within it, cancel_delay ends it at once. restart begins a new recording and ends the old one when the new one has begun, without a gap. A command that has nothing to do changes nothing. Of two that race, one wins and the other gets the error of what it then finds.
         */
        post: operations["commandStream"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/streams/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record live streams now, whatever the rules say
         * @description Each recording goes on until its stream ends or it is stopped. The answer tells of each stream whether it is recorded; one that is not does not keep others from it.
         */
        post: operations["recordStreams"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List recordings, newest first
         * @description Live figures are only in a single recording. A page may hold fewer than `limit` and yet have a next one.
         */
        get: operations["listRecordings"];
        put?: never;
        /**
         * Record a stream
         * @description The same id, or the same Idempotency-Key, with the same body gives the same recording again.
         */
        post: operations["createRecording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a recording with its live figures */
        get: operations["getRecording"];
        put?: never;
        post?: never;
        /**
         * Delete a finished recording
         * @description With `files=true` its objects are deleted too, which cannot be undone.
         */
        delete: operations["deleteRecording"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a recording
         * @description "graceful" records up to the end of what has arrived, "now" ends the pull at once. Stopping what has ended changes nothing.
         */
        post: operations["stopRecording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close the running cycle at the next keyframe */
        post: operations["splitRecording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Skip the stream for a while, files stay open for an hour at most
         * @description Pausing what is paused changes nothing, or when it will be stopped. The recording of a live stream is paused with its renditions, as by the command `pause` to the stream.
         */
        post: operations["pauseRecording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record a paused stream again
         * @description Resuming what is not paused changes nothing.
         */
        post: operations["resumeRecording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the stored files of a recording, oldest first
         * @description With links that need no key: presigned ones of S3, signed ones of this API for the filesystem storage.
         */
        get: operations["listFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/manifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the account of a recording: every file, every gap */
        get: operations["getManifest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/files/{fileId}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the bytes of a stored file, whatever storage it lies in
         * @description Where the links of files in the filesystem storage lead (`url` of a file): `expires` and `signature` of such a link stand for a key, for this file alone and until then. With a key it is for readers that do not reach the storage, too. A download that broke off goes on with a byte range. HEAD tells its size. Of m3u8 and cmaf it is the playlist as it is stored.
         */
        get: operations["getFileContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/files/{fileId}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a stored file read back, compared and decoded
         * @description A recorder reads the file from storage, compares its bytes with what was stored and decodes all of it. The result is the `check` of the file; damage is told by `recording.degraded`. Asking again while a check waits or runs changes nothing.
         */
        post: operations["checkFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/thumbnails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the thumbnails of a recording, oldest first */
        get: operations["listThumbnails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what happened to a recording: files, gaps, interruptions, pauses, commands
         * @description At most 1000 files, the newest, and with links=presigned a link to each.
         */
        get: operations["getTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/playlists/{output}.m3u8": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get one playlist over all slices of an output (m3u8, cmaf)
         * @description While the recording runs it is an EVENT playlist that grows, afterwards a VOD playlist. links=presigned names slices by links that work without a key for a limited time; links=api, and any storage that has no such links, by addresses of this API, which need the key. It holds the newest 5000 slices.
         */
        get: operations["getPlaylist"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/slices/{fileId}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a slice that a playlist with links=api names */
        get: operations["getSlice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recordings/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow the events of a recording
         * @description Server-sent events from the first one on, or after `Last-Event-ID` (or `cursor`); the stream ends after the final event, and after ten minutes: come again with the last id. 204 tells that nothing more will come. With `Accept: application/json` a page of events.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recorders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the recorders that show signs of life */
        get: operations["listRecorders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recorders/{id}/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Empty a recorder without ending it
         * @description It takes no recording any more and passes on what it has, without a gap, as soon as another recorder has room. Its state says when nothing is left on it. The wish outlives a restart.
         */
        post: operations["drainRecorder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recorders/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a drained recorder take recordings again
         * @description It follows within seconds.
         */
        post: operations["resumeRecorder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the receivers of events, newest first */
        get: operations["listEndpoints"];
        put?: never;
        /**
         * Register a receiver of events
         * @description It is told of what happens from then on. The answer holds its secret, which is not shown again.
         */
        post: operations["createEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a receiver of events */
        get: operations["getEndpoint"];
        /**
         * Replace a receiver of events
         * @description Its secrets stay. Its URL and headers are replaced like everything else: send them whole. Enabling it takes away why it was disabled.
         */
        put: operations["replaceEndpoint"];
        post?: never;
        /**
         * Delete a receiver of events
         * @description What was still to be sent to it is given up.
         */
        delete: operations["deleteEndpoint"];
        options?: never;
        head?: never;
        /**
         * Change some settings of a receiver of events
         * @description What is absent stays, what is not shown of its URL and headers included. Enabling it takes away why it was disabled.
         */
        patch: operations["changeEndpoint"];
        trace?: never;
    };
    "/v1/webhooks/endpoints/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a receiver of events another secret
         * @description The former one goes on signing beside it for `overlapSeconds` (dialects of aliyun have one signature: theirs changes at once). The new one is not shown again.
         */
        post: operations["renewEndpointSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a receiver an event to try it out
         * @description An event `endpoint.test` that belongs to nothing. What became of it is told by its delivery.
         */
        post: operations["testEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/endpoints/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a receiver the events of a time again
         * @description Those of the log that the endpoint as it is now asks for, in order, with their ids. Each call looks at a bounded number: go on with `nextCursor`.
         */
        post: operations["replayToEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries, newest first
         * @description Finished ones are kept for seven days, and 200,000 at most. A page may hold fewer than `limit` and yet have a next one.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a delivery with what became of each try */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/deliveries/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an event to its receiver again
         * @description Behind what the receiver is still to be told of the same recording, with the same event id.
         */
        post: operations["replayDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/signing-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the secret with which webhooks to a notifyUrl are signed
         * @description Receivers verify the signature as Standard Webhooks has it. Registered endpoints have secrets of their own.
         */
        get: operations["getSigningSecret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the log of all events, oldest first
         * @description Go on with `nextCursor`, which is always there. A page of some `kinds` may hold no event and yet not be the last. The log keeps a million events, for seven days.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/access-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the access keys, newest first */
        get: operations["listAccessKeys"];
        put?: never;
        /**
         * Create a key with which clients of the foreign APIs sign
         * @description Bring id and secret of the former provider along, or have new ones made. The secret is not shown again.
         */
        post: operations["createAccessKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/access-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an access key */
        get: operations["getAccessKey"];
        /**
         * Replace what an access key may do
         * @description Its id and secret stay.
         */
        put: operations["replaceAccessKey"];
        post?: never;
        /** Delete an access key */
        delete: operations["deleteAccessKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the keys of this API, newest first
         * @description TAPEDECK_API_KEY, the key of the first administrator, is not among them.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Create a key of this API
         * @description The key itself is only in this answer: a hash of it is kept.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a key of this API
         * @description It is refused from then on; what it follows ends within ten minutes.
         */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell whose key this is, and what it may do */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow what is live and what records
         * @description Server-sent events: a `snapshot` about once a second. The stream ends after ten minutes at the latest; come again. With `Accept: application/json` one snapshot.
         */
        get: operations["followLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An access key, its secret left out. */
        AccessKey: {
            id: string;
            name: string | null;
            apis: ("ims" | "live" | "cdnetworks")[];
            /** @enum {string} */
            mode: "read" | "write";
            isEnabled: boolean;
            isSecretReadable: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description What an access key may do. */
        AccessKeySettings: {
            name?: string;
            apis?: ("ims" | "live" | "cdnetworks")[];
            /** @enum {string} */
            mode?: "read" | "write";
            isEnabled?: boolean;
        };
        /** @description An access key and its secret. */
        AccessKeyWithSecret: {
            id: string;
            name: string | null;
            apis: ("ims" | "live" | "cdnetworks")[];
            /** @enum {string} */
            mode: "read" | "write";
            isEnabled: boolean;
            isSecretReadable: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            secret: string;
        };
        /** @description A key of this API, the key left out. */
        ApiKey: {
            id: string;
            name: string;
            /** @enum {string} */
            scope: "read" | "admin";
            /** Format: date-time */
            createdAt: string;
        };
        /** @description A key of this API. */
        ApiKeyWithSecret: {
            id: string;
            name: string;
            /** @enum {string} */
            scope: "read" | "admin";
            /** Format: date-time */
            createdAt: string;
            key: string;
        };
        /** @description What is wrong, and how often. */
        Degradation: {
            /** @enum {string} */
            cause: "timestamps_repaired" | "media_behind_wall" | "media_ahead_of_wall" | "encoder_behind" | "track_left_out" | "picture_stopped" | "recorder_lost" | "file_salvaged" | "file_damaged" | "spool_low" | "storage_failing" | "backup_storage";
            count: number;
            /** Format: date-time */
            firstAt: string;
            /** Format: date-time */
            lastAt: string;
            detail: string;
        };
        /** @description An event on its way to a receiver. */
        Delivery: {
            id: string;
            receiver: {
                /** @constant */
                kind: "endpoint";
                endpointId: string;
            } | {
                /** @constant */
                kind: "url";
                url: string;
                /** @enum {string} */
                dialect: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
            };
            eventId: string;
            /** @enum {string} */
            type: "recording.started" | "recording.interrupted" | "recording.paused" | "recording.resumed" | "recording.degraded" | "file.created" | "recording.completed" | "recording.failed" | "recording.canceled" | "stream.skipped" | "endpoint.test";
            recordingId: string | null;
            /** @enum {string} */
            state: "pending" | "delivered" | "dead";
            deadReason: ("expired" | "backlog_full" | "gone" | "address_refused" | "endpoint_disabled" | "endpoint_removed") | null;
            attemptCount: number;
            lastAttempt: {
                /** Format: date-time */
                at: string;
                status: number | null;
                latencyMs: number;
                detail: string;
                excerpt: string | null;
            } | null;
            replays: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            queuedAt: string;
            nextAttemptAt: string | null;
            endedAt: string | null;
        };
        /** @description A delivery, and what became of each try. */
        DeliveryWithAttempts: {
            id: string;
            receiver: {
                /** @constant */
                kind: "endpoint";
                endpointId: string;
            } | {
                /** @constant */
                kind: "url";
                url: string;
                /** @enum {string} */
                dialect: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
            };
            eventId: string;
            /** @enum {string} */
            type: "recording.started" | "recording.interrupted" | "recording.paused" | "recording.resumed" | "recording.degraded" | "file.created" | "recording.completed" | "recording.failed" | "recording.canceled" | "stream.skipped" | "endpoint.test";
            recordingId: string | null;
            /** @enum {string} */
            state: "pending" | "delivered" | "dead";
            deadReason: ("expired" | "backlog_full" | "gone" | "address_refused" | "endpoint_disabled" | "endpoint_removed") | null;
            attemptCount: number;
            lastAttempt: {
                /** Format: date-time */
                at: string;
                status: number | null;
                latencyMs: number;
                detail: string;
                excerpt: string | null;
            } | null;
            replays: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            queuedAt: string;
            nextAttemptAt: string | null;
            endedAt: string | null;
            attempts: {
                /** Format: date-time */
                at: string;
                status: number | null;
                latencyMs: number;
                detail: string;
                excerpt: string | null;
            }[];
        };
        /** @description A streaming domain. */
        Domain: {
            name: string;
            pullUrlPattern: string;
            /** @enum {string} */
            renditions: "make" | "pull";
            onDemand: {
                url: string;
                timeoutMs: number;
                retries: number;
                /** @enum {string} */
                onFailure: "skip" | "record";
            } | null;
            notifyUrl: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description What is to be changed of a domain. */
        DomainChange: {
            pullUrlPattern?: string;
            /** @enum {string} */
            renditions?: "make" | "pull";
            onDemand?: {
                /** Format: uri */
                url?: string;
                timeoutMs?: number;
                retries?: number;
                /** @enum {string} */
                onFailure?: "skip" | "record";
            } | null;
            notifyUrl?: string | null;
        };
        /** @description A domain without its name. */
        DomainSettings: {
            pullUrlPattern: string;
            /** @enum {string} */
            renditions?: "make" | "pull";
            onDemand?: components["schemas"]["OnDemand"];
            /** Format: uri */
            notifyUrl?: string;
        };
        /** @description A receiver of events, its secrets left out. */
        Endpoint: {
            id: string;
            name: string | null;
            url: string;
            events: ("recording.started" | "recording.interrupted" | "recording.paused" | "recording.resumed" | "recording.degraded" | "file.created" | "recording.completed" | "recording.failed" | "recording.canceled" | "stream.skipped")[] | null;
            filter: {
                templateIds: string[] | null;
                domains: string[] | null;
                tags: string[] | null;
            };
            /** @enum {string} */
            dialect: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
            headers: {
                [key: string]: string;
            };
            isEnabled: boolean;
            isSecretReadable: boolean;
            disabled: {
                /** Format: date-time */
                at: string;
                detail: string;
            } | null;
            secrets: {
                id: string;
                /** Format: date-time */
                createdAt: string;
                expiresAt: string | null;
            }[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description What is to be changed of a receiver of events. */
        EndpointChange: {
            name?: string | null;
            /** Format: uri */
            url?: string;
            events?: ("recording.started" | "recording.interrupted" | "recording.paused" | "recording.resumed" | "recording.degraded" | "file.created" | "recording.completed" | "recording.failed" | "recording.canceled" | "stream.skipped")[] | null;
            filter?: {
                templateIds?: string[];
                domains?: string[];
                tags?: string[];
            } | null;
            headers?: {
                [key: string]: string | null;
            };
            isEnabled?: boolean;
        };
        /** @description A receiver of events without its secret. */
        EndpointSettings: {
            name?: string;
            /** Format: uri */
            url: string;
            events?: ("recording.started" | "recording.interrupted" | "recording.paused" | "recording.resumed" | "recording.degraded" | "file.created" | "recording.completed" | "recording.failed" | "recording.canceled" | "stream.skipped")[];
            filter?: {
                templateIds?: string[];
                domains?: string[];
                tags?: string[];
            };
            /** @enum {string} */
            dialect?: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
            headers?: {
                [key: string]: string;
            };
            isEnabled?: boolean;
        };
        /** @description A receiver of events and its secret. */
        EndpointWithSecret: {
            id: string;
            name: string | null;
            url: string;
            events: ("recording.started" | "recording.interrupted" | "recording.paused" | "recording.resumed" | "recording.degraded" | "file.created" | "recording.completed" | "recording.failed" | "recording.canceled" | "stream.skipped")[] | null;
            filter: {
                templateIds: string[] | null;
                domains: string[] | null;
                tags: string[] | null;
            };
            /** @enum {string} */
            dialect: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
            headers: {
                [key: string]: string;
            };
            isEnabled: boolean;
            isSecretReadable: boolean;
            disabled: {
                /** Format: date-time */
                at: string;
                detail: string;
            } | null;
            secrets: {
                id: string;
                /** Format: date-time */
                createdAt: string;
                expiresAt: string | null;
            }[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            secret: string | null;
        };
        /** @description A fact about a recording. */
        Event: {
            id: string;
            /** @enum {string} */
            type: "recording.started" | "recording.interrupted" | "recording.paused" | "recording.resumed" | "recording.degraded" | "file.created" | "recording.completed" | "recording.failed" | "recording.canceled";
            /** Format: date-time */
            occurredAt: string;
            recordingId: string;
            generation: number;
            data: {
                name: string | null;
                /** @enum {string} */
                state: "accepted" | "waiting" | "recording" | "interrupted" | "paused" | "finalizing" | "completed" | "failed" | "canceled";
                reason: ("stopped" | "stream_ended" | "no_stream" | "source_refused" | "source_invalid" | "source_silent" | "unsupported_codec" | "storage_failed" | "spool_full" | "recorder_lost" | "internal") | null;
                reasonDetail: string | null;
                stream: {
                    domain: string;
                    app: string;
                    stream: string;
                };
                file?: components["schemas"]["File"];
                degraded?: {
                    /** @enum {string} */
                    cause: "timestamps_repaired" | "media_behind_wall" | "media_ahead_of_wall" | "encoder_behind" | "track_left_out" | "picture_stopped" | "recorder_lost" | "file_salvaged" | "file_damaged" | "spool_low" | "storage_failing" | "backup_storage";
                    detail: string;
                };
            };
        };
        /** @description Some events of the log, in order. */
        EventLogPage: {
            items: (components["schemas"]["Event"] | components["schemas"]["StreamSkippedEvent"])[];
            nextCursor: string;
            hasMissed: boolean;
        };
        /** @description One finished cycle in storage. */
        File: {
            id: string;
            recordingId: string;
            format: string;
            sequence: number;
            /** @enum {string} */
            storage: "s3" | "filesystem";
            bucket: string;
            key: string;
            bytes: number;
            crc32: string;
            durationMs: number;
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            endedAt: string;
            width: number | null;
            height: number | null;
            codecs: string[];
            sliceCount: number;
            /** @default null */
            output: string | null;
            /** @default null */
            storageName: string | null;
            /** @default null */
            truth: components["schemas"]["FileTruth"] | null;
            /** @default false */
            isSalvaged: boolean;
            /** @default null */
            filler: {
                generation: number;
                index: number;
            } | null;
            /** @default false */
            isInBackup: boolean;
            /** @default null */
            removedAt: string | null;
            /** @default null */
            check: components["schemas"]["FileCheck"] | null;
            url: string | null;
        };
        /** @description What became of a decode check. */
        FileCheck: {
            /** Format: date-time */
            checkedAt: string;
            /** @enum {string} */
            outcome: "ok" | "damaged";
            detail: string | null;
        };
        /** @description How truly a file shows what happened. */
        FileTruth: {
            wallMs: number;
            mediaRatio: number;
            gaps: {
                mediaTimeMs: number;
                durationMs: number;
            }[];
            gapCount: number;
            repairs: {
                mediaTimeMs: number;
                /** @enum {string} */
                track: "video" | "audio";
                /** @enum {string} */
                kind: "jump_forward" | "jump_back" | "wrap";
                jumpMs: number;
            }[];
            repairCount: number;
            endedByCodecChange: boolean;
        };
        /** @description One output of a template. */
        Format: {
            name?: string;
            /** @enum {string} */
            format: "mp4" | "flv" | "m3u8" | "cmaf";
            cycleSeconds?: number;
            maxBytes?: number;
            objectPattern: string;
            sliceSeconds?: number;
            slicePattern?: string;
            /** @enum {string} */
            tracks?: "all" | "video" | "audio";
            storage?: components["schemas"]["Storage"];
            retentionSeconds?: number;
        };
        /** @description What is live and what records at one moment. */
        LiveSnapshot: {
            /** Format: date-time */
            at: string;
            recordings: components["schemas"]["Recording"][];
            counts: {
                [key: string]: number;
            };
            streams: components["schemas"]["Stream"][];
            recorders: components["schemas"]["Recorder"][];
        };
        /** @description The account of a recording. */
        Manifest: {
            /** @constant */
            version: 1;
            recordingId: string;
            name: string | null;
            /** @enum {string} */
            state: "accepted" | "waiting" | "recording" | "interrupted" | "paused" | "finalizing" | "completed" | "failed" | "canceled";
            reason: ("stopped" | "stream_ended" | "no_stream" | "source_refused" | "source_invalid" | "source_silent" | "unsupported_codec" | "storage_failed" | "spool_full" | "recorder_lost" | "internal") | null;
            source: string;
            /** Format: date-time */
            createdAt: string;
            startedAt: string | null;
            endedAt: string | null;
            tracks: {
                /** @enum {string} */
                kind: "video" | "audio";
                codec: string;
                codecString: string;
                width: number | null;
                height: number | null;
                sampleRate: number | null;
                channels: number | null;
            }[];
            files: {
                id: string;
                generation: number;
                /** @enum {string} */
                format: "mp4" | "flv" | "m3u8" | "cmaf";
                output: string;
                sequence: number;
                /** @enum {string} */
                storageType: "s3" | "filesystem";
                bucket: string;
                storageName: string | null;
                key: string;
                bytes: number;
                crc32: string;
                durationMs: number;
                /** Format: date-time */
                startedAt: string;
                /** Format: date-time */
                endedAt: string;
                wallMs: number;
                width: number | null;
                height: number | null;
                codecs: string[];
                truth: components["schemas"]["FileTruth"] | null;
                isSalvaged: boolean;
                filler: {
                    generation: number;
                    index: number;
                } | null;
                isInBackup: boolean;
                removedAt: string | null;
                check: components["schemas"]["FileCheck"] | null;
                slices: {
                    key: string;
                    sequence: number;
                    bytes: number;
                    durationMs: number;
                    /** Format: date-time */
                    startedAt: string;
                    discontinuity: boolean;
                }[];
                initKey: string | null;
            }[];
            gaps: {
                /** Format: date-time */
                startedAt: string;
                /** Format: date-time */
                endedAt: string;
                durationMs: number;
                filledMs: number;
                mediaTimeMs: number;
                /** @enum {string} */
                cause: "source_lost" | "paused" | "recorder_lost";
            }[];
            gapCount: number;
            degradations: components["schemas"]["Degradation"][];
            totals: {
                files: number;
                bytes: number;
                mediaMs: number;
                gapMs: number;
                filledMs: number;
                lostMs: number;
            };
        };
        /** @description A key with which clients of the foreign APIs sign. */
        NewAccessKey: {
            name?: string;
            apis?: ("ims" | "live" | "cdnetworks")[];
            /** @enum {string} */
            mode?: "read" | "write";
            isEnabled?: boolean;
            id?: string;
            secret?: string;
        };
        /** @description A key of this API. */
        NewApiKey: {
            name: string;
            /** @enum {string} */
            scope: "read" | "admin";
        };
        /** @description A streaming domain. */
        NewDomain: {
            pullUrlPattern: string;
            /** @enum {string} */
            renditions?: "make" | "pull";
            onDemand?: components["schemas"]["OnDemand"];
            /** Format: uri */
            notifyUrl?: string;
            name: string;
        };
        /** @description A receiver of events. */
        NewEndpoint: {
            name?: string;
            /** Format: uri */
            url: string;
            events?: ("recording.started" | "recording.interrupted" | "recording.paused" | "recording.resumed" | "recording.degraded" | "file.created" | "recording.completed" | "recording.failed" | "recording.canceled" | "stream.skipped")[];
            filter?: {
                templateIds?: string[];
                domains?: string[];
                tags?: string[];
            };
            /** @enum {string} */
            dialect?: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
            headers?: {
                [key: string]: string;
            };
            isEnabled?: boolean;
            secret?: string | null;
        };
        /** @description A request to record a stream. */
        NewRecording: {
            id?: string;
            name?: string;
            source: {
                /** @constant */
                type: "rtmp";
                url: string;
            };
            templateId?: string;
            template?: components["schemas"]["NewTemplate"];
            storage?: components["schemas"]["Storage"];
            /** Format: uri */
            notifyUrl?: string;
            /** @enum {string} */
            notifyDialect?: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
            tags?: string[];
        };
        /** @description Which streams are recorded, how and when. */
        NewRule: {
            domain: string;
            app?: string;
            stream?: string;
            /** @enum {string} */
            mode: "automatic" | "on-demand" | "manual";
            templateId?: string;
            template?: components["schemas"]["NewTemplate"];
            window?: {
                /** Format: date-time */
                start?: string;
                /** Format: date-time */
                end?: string;
            };
            delaySeconds?: number;
            onDemand?: components["schemas"]["OnDemand"];
            isEnabled?: boolean;
        };
        /** @description A media server that tells of its streams. */
        NewSource: {
            name: string;
            /** @enum {string} */
            kind: "srs" | "nginx-rtmp" | "mediamtx" | "node-media-server" | "generic";
            domain?: string;
            poll?: {
                url: string;
                intervalSeconds?: number;
                user?: string;
                password?: string;
            };
        };
        /** @description An S3 storage to register. */
        NewStorage: {
            name: string;
            endpoint: string;
            region?: string;
            forcePathStyle?: boolean;
            accessKeyId: string;
            bucket?: string;
            aliases?: string[];
            secretAccessKey: string;
        };
        /** @description How to record, and where to. */
        NewTemplate: {
            name: string;
            formats: components["schemas"]["Format"][];
            waitSeconds?: number;
            mergeWindowSeconds?: number;
            storage?: components["schemas"]["Storage"];
            /** Format: uri */
            notifyUrl?: string;
            /** @enum {string} */
            notifyDialect?: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
            tags?: string[];
            retentionSeconds?: number;
            renditions?: {
                profiles: (("lld" | "lsd" | "lhd" | "lud" | "ld" | "sd" | "hd" | "ud") | {
                    name: string;
                    height: number;
                    videoKbps: number;
                    audioKbps?: number;
                    fps?: number;
                })[];
                formats?: components["schemas"]["Format"][];
            };
            thumbnails?: {
                intervalSeconds: number;
                width?: number;
                objectPattern: string;
            };
            posters?: {
                width?: number;
            };
        };
        /** @description Whom to ask whether to record. */
        OnDemand: {
            /** Format: uri */
            url: string;
            timeoutMs?: number;
            retries?: number;
            /** @enum {string} */
            onFailure?: "skip" | "record";
        };
        /** @description How long to pause at most. */
        Pause: {
            stopAfterSeconds?: number;
        };
        /** @description An error, as RFC 9457 has it. */
        Problem: {
            type: string;
            title: string;
            status: number;
            /** @enum {string} */
            code: "INPUT_INVALID" | "BODY_NOT_JSON" | "BODY_TOO_LARGE" | "MEDIA_TYPE_UNSUPPORTED" | "KEY_MISSING" | "KEY_INVALID" | "ROUTE_NOT_FOUND" | "TEMPLATE_NOT_FOUND" | "TEMPLATE_IN_USE" | "DOMAIN_NOT_FOUND" | "DOMAIN_EXISTS" | "DOMAIN_IN_USE" | "RULE_NOT_FOUND" | "RULE_EXISTS" | "RULE_EXECUTING" | "STREAM_UNKNOWN" | "STREAM_NOT_LIVE" | "STREAM_ALREADY_RECORDED" | "STREAM_NOT_RECORDED" | "STREAM_NOT_RULED" | "SOURCE_NOT_FOUND" | "INGEST_DENIED" | "RECORDING_NOT_FOUND" | "RECORDING_EXISTS" | "RECORDING_NOT_FINISHED" | "RECORDING_NOT_RUNNING" | "FILE_NOT_FOUND" | "FILE_NOT_STORED" | "RANGE_NOT_SATISFIABLE" | "STORAGE_UNREACHABLE" | "STORAGE_DENIED" | "STORAGE_NOT_FOUND" | "STORAGE_NOT_CONFIGURED" | "STORAGE_FAILED" | "OBJECT_NOT_FOUND" | "OBJECT_MISMATCH" | "STREAM_NOT_FOUND" | "STREAM_REFUSED" | "STREAM_INVALID" | "STREAM_SILENT" | "CODEC_UNSUPPORTED" | "LEASE_LOST" | "RECORD_STALE" | "TRANSITION_REFUSED" | "SPOOL_FULL" | "SPOOL_DAMAGED" | "REDIS_UNAVAILABLE" | "FFMPEG_FAILED" | "ENDPOINT_NOT_FOUND" | "ENDPOINT_DISABLED" | "DELIVERY_NOT_FOUND" | "DELIVERY_PENDING" | "WEBHOOK_ADDRESS_REFUSED" | "WEBHOOK_FAILED" | "KEY_READ_ONLY" | "LINK_INVALID" | "API_KEY_NOT_FOUND" | "RECORDER_NOT_FOUND" | "ACCESS_KEY_NOT_FOUND" | "ACCESS_KEY_EXISTS" | "REGISTERED_STORAGE_NOT_FOUND" | "REGISTERED_STORAGE_EXISTS" | "REGISTERED_STORAGE_IN_USE" | "SECRET_UNREADABLE" | "SERVICE_BUSY" | "SERVICE_BUG";
            detail: string;
            instance?: string;
            errors?: {
                field: string;
                message: string;
                allowed?: string[];
            }[];
        };
        /** @description Live figures, about a second old. */
        Progress: {
            /** Format: date-time */
            updatedAt: string;
            recorderId: string;
            receivedBytes: number;
            mediaSeconds: number;
            wallSeconds: number;
            fps: number;
            bitsPerSecond: number;
            fragments: number;
            uploadBacklogBytes: number;
            cycles: {
                output: string;
                format: string;
                sequence: number;
                mediaSeconds: number;
                bytes: number;
            }[];
        };
        /** @description Live streams to record now. */
        RecordStreams: {
            templateId?: string;
            template?: components["schemas"]["NewTemplate"];
            streams: components["schemas"]["StreamName"][];
        };
        /** @description What became of each. */
        RecordedStreams: {
            results: {
                stream: {
                    domain: string;
                    app: string;
                    stream: string;
                };
                recordingId: string | null;
                problem: components["schemas"]["Problem"] | null;
            }[];
        };
        /** @description A recorder that shows signs of life. */
        Recorder: {
            recorderId: string;
            host: string;
            /** @enum {string} */
            state: "active" | "draining" | "drained";
            capacity: number;
            running: number;
            /** Format: date-time */
            updatedAt: string;
            spool: {
                /** @enum {string} */
                level: "ok" | "low" | "full";
                usedBytes: number;
                maxBytes: number;
                freeBytes: number;
            } | null;
        };
        /** @description A recording and where it is. */
        Recording: {
            id: string;
            name: string | null;
            /** @enum {string} */
            state: "accepted" | "waiting" | "recording" | "interrupted" | "paused" | "finalizing" | "completed" | "failed" | "canceled";
            reason: ("stopped" | "stream_ended" | "no_stream" | "source_refused" | "source_invalid" | "source_silent" | "unsupported_codec" | "storage_failed" | "spool_full" | "recorder_lost" | "internal") | null;
            reasonDetail: string | null;
            generation: number;
            source: {
                /** @constant */
                type: "rtmp";
                url: string;
            };
            stream: {
                domain: string;
                app: string;
                stream: string;
            };
            templateId: string | null;
            template: {
                name: string;
            } & {
                [key: string]: unknown;
            };
            storage: {
                type: string;
            } & {
                [key: string]: unknown;
            };
            notifyUrl: string | null;
            /** @enum {string} */
            notifyDialect: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
            tags: string[];
            origin: {
                /** @enum {string} */
                kind: "api" | "stream";
                cause: ("rule" | "command") | null;
                ruleId: string | null;
                publicationId: string | null;
            };
            rendition: {
                name: string;
                height: number;
                videoKbps: number;
                audioKbps: number;
                fps: number | null;
                isMade: boolean;
            } | null;
            pause: {
                /** Format: date-time */
                since: string;
                stopsAt: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            startedAt: string | null;
            endedAt: string | null;
            tracks: {
                /** @enum {string} */
                kind: "video" | "audio";
                codec: string;
                codecString: string;
                width: number | null;
                height: number | null;
                sampleRate: number | null;
                channels: number | null;
            }[];
            gapCount: number;
            interruptions: number;
            fileCount: number;
            storedBytes: number;
            degradations: components["schemas"]["Degradation"][];
            progress: components["schemas"]["Progress"] | null;
        };
        /** @description A registered storage, its secret left out. */
        RegisteredStorage: {
            name: string;
            endpoint: string;
            region: string;
            forcePathStyle: boolean;
            accessKeyId: string;
            bucket: string | null;
            aliases: string[];
            isSecretReadable: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description How long the former secret goes on. */
        RenewEndpointSecret: {
            overlapSeconds?: number;
            secret?: string;
        };
        /** @description Which time to send again. */
        ReplayToEndpoint: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to?: string;
            cursor?: string;
        };
        /** @description What is sent again. */
        ReplayedToEndpoint: {
            queued: number;
            nextCursor: string | null;
        };
        /** @description A rule, its defaults filled in. */
        Rule: {
            id: string;
            domain: string;
            app: string;
            stream: string;
            /** @enum {string} */
            mode: "automatic" | "on-demand" | "manual";
            templateId: string | null;
            template: {
                name: string;
                formats: {
                    name: string;
                    /** @enum {string} */
                    format: "mp4" | "flv" | "m3u8" | "cmaf";
                    cycleSeconds: number;
                    maxBytes: number | null;
                    objectPattern: string;
                    sliceSeconds: number | null;
                    slicePattern: string | null;
                    /** @enum {string} */
                    tracks: "all" | "video" | "audio";
                    storage: ({
                        type: string;
                    } & {
                        [key: string]: unknown;
                    }) | null;
                    retentionSeconds: number | null;
                }[];
                waitSeconds: number;
                mergeWindowSeconds: number;
                storage: ({
                    type: string;
                } & {
                    [key: string]: unknown;
                }) | null;
                notifyUrl: string | null;
                /** @enum {string} */
                notifyDialect: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
                tags: string[];
                retentionSeconds: number | null;
                renditions: {
                    profiles: {
                        name: string;
                        height: number;
                        videoKbps: number;
                        audioKbps: number;
                        fps: number | null;
                    }[];
                    formats: {
                        name: string;
                        /** @enum {string} */
                        format: "mp4" | "flv" | "m3u8" | "cmaf";
                        cycleSeconds: number;
                        maxBytes: number | null;
                        objectPattern: string;
                        sliceSeconds: number | null;
                        slicePattern: string | null;
                        /** @enum {string} */
                        tracks: "all" | "video" | "audio";
                        storage: ({
                            type: string;
                        } & {
                            [key: string]: unknown;
                        }) | null;
                        retentionSeconds: number | null;
                    }[];
                } | null;
                thumbnails: {
                    intervalSeconds: number;
                    width: number;
                    objectPattern: string;
                } | null;
                posters: {
                    width: number;
                } | null;
            } | null;
            window: {
                start: string | null;
                end: string | null;
            };
            delaySeconds: number | null;
            onDemand: {
                url: string;
                timeoutMs: number;
                retries: number;
                /** @enum {string} */
                onFailure: "skip" | "record";
            } | null;
            isEnabled: boolean;
            isExecuting: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description What is to be changed of a rule. */
        RuleChange: {
            domain?: string;
            app?: string;
            stream?: string;
            /** @enum {string} */
            mode?: "automatic" | "on-demand" | "manual";
            templateId?: string;
            template?: components["schemas"]["NewTemplate"];
            window?: {
                /** Format: date-time */
                start?: string;
                /** Format: date-time */
                end?: string;
            } | null;
            delaySeconds?: number | null;
            onDemand?: {
                /** Format: uri */
                url?: string;
                timeoutMs?: number;
                retries?: number;
                /** @enum {string} */
                onFailure?: "skip" | "record";
            } | null;
            isEnabled?: boolean;
        };
        /** @description Which rules match a stream. */
        RuleMatch: {
            stream: {
                domain: string;
                app: string;
                stream: string;
            };
            winner: string | null;
            reason: string;
            matches: {
                /** @enum {string} */
                level: "stream" | "app" | "domain";
                rule: components["schemas"]["Rule"];
            }[];
        };
        /** @description Who asks. */
        Session: {
            keyId: string | null;
            name: string;
            /** @enum {string} */
            scope: "read" | "admin";
        };
        /** @description A media server, its secrets left out. */
        Source: {
            id: string;
            name: string;
            /** @enum {string} */
            kind: "srs" | "nginx-rtmp" | "mediamtx" | "node-media-server" | "generic";
            domain: string | null;
            poll: {
                url: string;
                intervalSeconds: number;
                user: string | null;
                hasPassword: boolean;
            } | null;
            ingestPath: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description What is to be changed of a source. */
        SourceChange: {
            name?: string;
            /** @enum {string} */
            kind?: "srs" | "nginx-rtmp" | "mediamtx" | "node-media-server" | "generic";
            domain?: string | null;
            poll?: {
                url?: string;
                intervalSeconds?: number;
                user?: string | null;
                password?: string | null;
            } | null;
        };
        /** @description A source and its secret. */
        SourceWithSecret: {
            id: string;
            name: string;
            /** @enum {string} */
            kind: "srs" | "nginx-rtmp" | "mediamtx" | "node-media-server" | "generic";
            domain: string | null;
            poll: {
                url: string;
                intervalSeconds: number;
                user: string | null;
                hasPassword: boolean;
            } | null;
            ingestPath: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            secret: string;
        };
        /** @description How to stop. */
        Stop: {
            /**
             * @default graceful
             * @enum {string}
             */
            mode?: "graceful" | "now";
        };
        /** @description Where objects go. */
        Storage: {
            /** @constant */
            type: "s3";
            bucket?: string;
            storage?: string;
        } | {
            /** @constant */
            type: "filesystem";
            directory?: string;
        };
        /** @description A registered storage without its name. */
        StorageSettings: {
            endpoint: string;
            region?: string;
            forcePathStyle?: boolean;
            accessKeyId: string;
            bucket?: string;
            aliases?: string[];
            secretAccessKey?: string;
        };
        /** @description What is known of a live stream. */
        Stream: {
            stream: {
                domain: string;
                app: string;
                stream: string;
            };
            /** @enum {string} */
            phase: "offline" | "unrecorded" | "asking" | "scheduled" | "recording" | "paused" | "stopped" | "merging";
            isLive: boolean;
            publication: {
                id: string;
                sourceId: string | null;
                /** Format: date-time */
                publishedAt: string;
                codec: string | null;
                videoKbps: number | null;
                callbackArgs: string[];
            } | null;
            unpublishedAt: string | null;
            inForce: {
                ruleId: string | null;
                /** @enum {string} */
                mode: "automatic" | "on-demand" | "manual";
                templateId: string | null;
                template: {
                    name: string;
                    formats: {
                        name: string;
                        /** @enum {string} */
                        format: "mp4" | "flv" | "m3u8" | "cmaf";
                        cycleSeconds: number;
                        maxBytes: number | null;
                        objectPattern: string;
                        sliceSeconds: number | null;
                        slicePattern: string | null;
                        /** @enum {string} */
                        tracks: "all" | "video" | "audio";
                        storage: ({
                            type: string;
                        } & {
                            [key: string]: unknown;
                        }) | null;
                        retentionSeconds: number | null;
                    }[];
                    waitSeconds: number;
                    mergeWindowSeconds: number;
                    storage: ({
                        type: string;
                    } & {
                        [key: string]: unknown;
                    }) | null;
                    notifyUrl: string | null;
                    /** @enum {string} */
                    notifyDialect: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
                    tags: string[];
                    retentionSeconds: number | null;
                    renditions: {
                        profiles: {
                            name: string;
                            height: number;
                            videoKbps: number;
                            audioKbps: number;
                            fps: number | null;
                        }[];
                        formats: {
                            name: string;
                            /** @enum {string} */
                            format: "mp4" | "flv" | "m3u8" | "cmaf";
                            cycleSeconds: number;
                            maxBytes: number | null;
                            objectPattern: string;
                            sliceSeconds: number | null;
                            slicePattern: string | null;
                            /** @enum {string} */
                            tracks: "all" | "video" | "audio";
                            storage: ({
                                type: string;
                            } & {
                                [key: string]: unknown;
                            }) | null;
                            retentionSeconds: number | null;
                        }[];
                    } | null;
                    thumbnails: {
                        intervalSeconds: number;
                        width: number;
                        objectPattern: string;
                    } | null;
                    posters: {
                        width: number;
                    } | null;
                };
            } | null;
            answer: ("pending" | "given" | "failed") | null;
            skip: {
                /** @enum {string} */
                reason: "no_domain" | "no_rule" | "manual" | "window_over" | "stopped" | "declined" | "no_format_left" | "callback_missing" | "callback_failed" | "template_gone" | "storage_refused";
                detail: string;
                /** Format: date-time */
                at: string;
            } | null;
            recordings: {
                recordingId: string;
                /** @enum {string} */
                cause: "rule" | "command";
                publicationId: string;
                rendition: string | null;
                /** @enum {string} */
                wish: "run" | "pause" | "stop" | "end" | "replaced";
                /** Format: date-time */
                wishedAt: string;
                /** Format: date-time */
                createdAt: string;
            }[];
            failures: number;
            dueAt: string | null;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description A command to a stream. */
        StreamCommand: {
            /** @enum {string} */
            command: "start" | "stop" | "cancel_delay" | "restart" | "pause" | "resume" | "split";
        };
        /** @description Names one stream. */
        StreamName: {
            domain: string;
            app: string;
            stream: string;
        };
        /** @description A stream is not recorded. */
        StreamSkippedEvent: {
            id: string;
            /** @constant */
            type: "stream.skipped";
            /** Format: date-time */
            occurredAt: string;
            recordingId: null;
            /** @constant */
            generation: 0;
            data: {
                stream: {
                    domain: string;
                    app: string;
                    stream: string;
                };
                /** @enum {string} */
                reason: "no_domain" | "no_rule" | "manual" | "window_over" | "stopped" | "declined" | "no_format_left" | "callback_missing" | "callback_failed" | "template_gone" | "storage_refused";
                detail: string;
                ruleId: string | null;
                publicationId: string | null;
            };
        };
        /** @description A template, its defaults filled in. */
        Template: {
            name: string;
            formats: {
                name: string;
                /** @enum {string} */
                format: "mp4" | "flv" | "m3u8" | "cmaf";
                cycleSeconds: number;
                maxBytes: number | null;
                objectPattern: string;
                sliceSeconds: number | null;
                slicePattern: string | null;
                /** @enum {string} */
                tracks: "all" | "video" | "audio";
                storage: ({
                    type: string;
                } & {
                    [key: string]: unknown;
                }) | null;
                retentionSeconds: number | null;
            }[];
            waitSeconds: number;
            mergeWindowSeconds: number;
            storage: ({
                type: string;
            } & {
                [key: string]: unknown;
            }) | null;
            notifyUrl: string | null;
            /** @enum {string} */
            notifyDialect: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
            tags: string[];
            retentionSeconds: number | null;
            renditions: {
                profiles: {
                    name: string;
                    height: number;
                    videoKbps: number;
                    audioKbps: number;
                    fps: number | null;
                }[];
                formats: {
                    name: string;
                    /** @enum {string} */
                    format: "mp4" | "flv" | "m3u8" | "cmaf";
                    cycleSeconds: number;
                    maxBytes: number | null;
                    objectPattern: string;
                    sliceSeconds: number | null;
                    slicePattern: string | null;
                    /** @enum {string} */
                    tracks: "all" | "video" | "audio";
                    storage: ({
                        type: string;
                    } & {
                        [key: string]: unknown;
                    }) | null;
                    retentionSeconds: number | null;
                }[];
            } | null;
            thumbnails: {
                intervalSeconds: number;
                width: number;
                objectPattern: string;
            } | null;
            posters: {
                width: number;
            } | null;
            id: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description What is to be changed of a template. */
        TemplateChange: {
            name?: string;
            formats?: components["schemas"]["Format"][];
            waitSeconds?: number;
            mergeWindowSeconds?: number;
            storage?: components["schemas"]["Storage"] | null;
            notifyUrl?: string | null;
            /** @enum {string} */
            notifyDialect?: "standard" | "aliyun-live" | "aliyun-ims" | "cdnetworks";
            tags?: string[];
            retentionSeconds?: number | null;
            renditions?: {
                profiles: (("lld" | "lsd" | "lhd" | "lud" | "ld" | "sd" | "hd" | "ud") | {
                    name: string;
                    height: number;
                    videoKbps: number;
                    audioKbps?: number;
                    fps?: number;
                })[];
                formats?: components["schemas"]["Format"][];
            } | null;
            thumbnails?: {
                intervalSeconds: number;
                width?: number;
                objectPattern: string;
            } | null;
            posters?: {
                width?: number;
            } | null;
        };
        /** @description A picture of a keyframe. */
        Thumbnail: {
            key: string;
            /** Format: date-time */
            at: string;
            mediaMs: number;
            width: number;
            height: number;
            bytes: number;
            url: string | null;
        };
        /** @description What happened to a recording. */
        Timeline: {
            recordingId: string;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            isRunning: boolean;
            files: {
                id: string;
                output: string;
                format: string;
                sequence: number;
                key: string;
                /** Format: date-time */
                startedAt: string;
                /** Format: date-time */
                endedAt: string;
                durationMs: number;
                bytes: number;
                isSalvaged: boolean;
                isFiller: boolean;
                isRemoved: boolean;
                url: string | null;
            }[];
            open: {
                output: string;
                format: string;
                sequence: number;
                /** Format: date-time */
                startedAt: string;
            }[];
            gaps: {
                /** Format: date-time */
                startedAt: string;
                /** Format: date-time */
                endedAt: string;
                durationMs: number;
                filledMs: number;
                /** @enum {string} */
                cause: "source_lost" | "paused" | "recorder_lost";
            }[];
            interruptions: {
                /** Format: date-time */
                startedAt: string;
                endedAt: string | null;
            }[];
            pauses: {
                /** Format: date-time */
                startedAt: string;
                endedAt: string | null;
            }[];
            commands: {
                /** @enum {string} */
                command: "stop" | "split" | "pause" | "resume";
                /** Format: date-time */
                at: string;
                /** @enum {string} */
                by: "api" | "stream";
                mode: ("graceful" | "now") | null;
                stopAfterSeconds: number | null;
            }[];
            states: {
                /** @enum {string} */
                state: "accepted" | "waiting" | "recording" | "interrupted" | "paused" | "finalizing" | "completed" | "failed" | "canceled";
                /** Format: date-time */
                at: string;
                reason: ("stopped" | "stream_ended" | "no_stream" | "source_refused" | "source_invalid" | "source_silent" | "unsupported_codec" | "storage_failed" | "spool_full" | "recorder_lost" | "internal") | null;
            }[];
            leftOut: {
                files: number;
                gaps: number;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok";
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok";
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text format */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notifyIngest: {
        parameters: {
            query: {
                source: string;
                secret?: string;
            };
            header?: never;
            path: {
                kind: "srs" | "nginx-rtmp" | "mediamtx" | "node-media-server" | "generic";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTemplates: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Template"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTemplate"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTemplate"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStorages: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["RegisteredStorage"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createStorage: {
        parameters: {
            query?: {
                check?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewStorage"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredStorage"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStorage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredStorage"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceStorage: {
        parameters: {
            query?: {
                check?: "true" | "false";
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StorageSettings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredStorage"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteStorage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDomains: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Domain"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createDomain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDomain"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Domain"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Domain"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DomainSettings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Domain"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DomainChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Domain"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRules: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                domain?: string;
                app?: string;
                stream?: string;
                templateId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Rule"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRule"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRule"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    matchRules: {
        parameters: {
            query: {
                domain: string;
                app: string;
                stream: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleMatch"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSources: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Source"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSource: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSource"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceWithSecret"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSource"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renewSourceSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceWithSecret"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStreams: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                domain?: string;
                app?: string;
                phase?: ("offline" | "unrecorded" | "asking" | "scheduled" | "recording" | "paused" | "stopped" | "merging")[];
                live?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Stream"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStream: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: string;
                app: string;
                stream: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stream"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    commandStream: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: string;
                app: string;
                stream: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StreamCommand"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stream"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordStreams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordStreams"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedStreams"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRecordings: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                state?: ("accepted" | "waiting" | "recording" | "interrupted" | "paused" | "finalizing" | "completed" | "failed" | "canceled")[];
                name?: string;
                domain?: string;
                app?: string;
                stream?: string;
                createdAfter?: string;
                createdBefore?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Recording"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createRecording: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRecording"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recording"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recording"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRecording: {
        parameters: {
            query?: {
                files?: "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stopRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Stop"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recording"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    splitRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recording"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Pause"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recording"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recording"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFiles: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["File"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getManifest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Manifest"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFileContent: {
        parameters: {
            query?: {
                download?: "1";
                expires?: string;
                signature?: string;
            };
            header?: {
                range?: string;
            };
            path: {
                id: string;
                fileId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": string;
                    "video/x-flv": string;
                    "audio/mp4": string;
                    "application/vnd.apple.mpegurl": string;
                };
            };
            /** @description The range of it that was asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": string;
                    "video/x-flv": string;
                    "audio/mp4": string;
                    "application/vnd.apple.mpegurl": string;
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                fileId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listThumbnails: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Thumbnail"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTimeline: {
        parameters: {
            query?: {
                links?: "none" | "presigned";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlaylist: {
        parameters: {
            query?: {
                links?: "presigned" | "api";
            };
            header?: never;
            path: {
                id: string;
                output: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A media playlist (RFC 8216) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apple.mpegurl": string;
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSlice: {
        parameters: {
            query?: never;
            header?: {
                range?: string;
            };
            path: {
                id: string;
                fileId: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The slice */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp2t": string;
                    "video/mp4": string;
                };
            };
            /** @description The range of it that was asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp2t": string;
                    "video/mp4": string;
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                "last-event-id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRecorders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Recorder"][];
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    drainRecorder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recorder"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeRecorder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recorder"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEndpoints: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Endpoint"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEndpoint"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointWithSecret"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointSettings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renewEndpointSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RenewEndpointSecret"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointWithSecret"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayToEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayToEndpoint"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayedToEndpoint"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                recordingId?: string;
                endpointId?: string;
                state?: "pending" | "delivered" | "dead";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delivery"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryWithAttempts"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSigningSecret: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secret: string;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                wait?: number;
                kinds?: ("recording.started" | "recording.interrupted" | "recording.paused" | "recording.resumed" | "recording.degraded" | "file.created" | "recording.completed" | "recording.failed" | "recording.canceled" | "stream.skipped")[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventLogPage"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAccessKeys: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AccessKey"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createAccessKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccessKey"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessKeyWithSecret"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccessKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessKey"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceAccessKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessKeySettings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessKey"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAccessKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ApiKey"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyWithSecret"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Snapshots */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                    "application/json": components["schemas"]["LiveSnapshot"];
                };
            };
            /** @description An error of docs/errors.md */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
