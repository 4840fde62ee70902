/** A page lets a waiting service worker take over; the worker tells a page that it is about to. */
export const takeOver = 'take-over';

/** A page that was just opened lets it take over if no other page of the app is open. */
export const takeOverIfAlone = 'take-over-if-alone';
