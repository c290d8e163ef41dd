const reserved =
  /^(host|content-(type|length|encoding)|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*|webhook-.*|ali-live-.*|x-ice-.*)$/i

/** True for headers that belong to the connection or to a dialect: an endpoint cannot set them. */
export const isReservedHeader = (name: string): boolean => reserved.test(name)
