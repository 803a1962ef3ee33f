/** All that a client must know of a server of the same user: by its name the socket is found. */
export const TRAIL_NAME = 'deployment';
