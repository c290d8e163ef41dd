import { existsSync } from 'node:fs'

const modulePaths = [
  '/usr/lib/nginx/modules/ngx_rtmp_module.so',
  '/usr/lib64/nginx/modules/ngx_rtmp_module.so',
  '/usr/local/nginx/modules/ngx_rtmp_module.so',
]

/** One process, everything in one directory, so that ending the process ends all of it. */
export const nginxConfig = (options: {
  directory: string
  port: number
  statPort: number
  directives: string
  onPublish?: string | undefined
  onPublishDone?: string | undefined
}): string => {
  const module = modulePaths.find((path) => existsSync(path))
  const callbacks = [
    options.onPublish === undefined ? '' : `on_publish "${options.onPublish}";`,
    options.onPublishDone === undefined ? '' : `on_publish_done "${options.onPublishDone}";`,
  ].join(' ')
  const application = (name: string, more: string) =>
    `application ${name} { live on; record off; ${more} ${callbacks} ${options.directives} }`
  return `
${module === undefined ? '' : `load_module ${module};`}
daemon off;
master_process off;
error_log stderr warn;
pid ${options.directory}/nginx.pid;
events { worker_connections 4096; }
rtmp {
  server {
    listen 127.0.0.1:${options.port};
    chunk_size 4096;
    out_queue 4096;
    ${application('live', '')}
    ${application('strict', 'idle_streams off;')}
    ${application('denied', 'deny play all;')}
  }
}
http {
  access_log off;
  client_body_temp_path ${options.directory}/body;
  proxy_temp_path ${options.directory}/proxy;
  fastcgi_temp_path ${options.directory}/fastcgi;
  uwsgi_temp_path ${options.directory}/uwsgi;
  scgi_temp_path ${options.directory}/scgi;
  server {
    listen 127.0.0.1:${options.statPort};
    location /stat { rtmp_stat all; }
  }
}
`
}
