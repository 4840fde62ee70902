/** Tend is an app on the device: there is no server that could draw it, and offline there is none at all. */
export const ssr = false;
