import { defineErrors, type ErrorMaker } from './autotrail-error.js';

/** Every error `@autotrail/core` throws on purpose. */
export const CORE_ERRORS = {
  AUTOTRAIL_CYCLE: {
    sentence: 'The pairs form a cycle: {path}.',
    cure: 'Remove one of the pairs on this path.',
  },
  AUTOTRAIL_EMPTY_DEFINITION: {
    sentence: 'Expected at least one pair `[parent, child]` or one single `[step]`, got {found}.',
    cure: 'Give the trail a step; `[[step]]` is a whole definition.',
  },
  AUTOTRAIL_BAD_PAIR: {
    sentence: 'Expected entry {position} of the definition to be `[parent, child]` or `[step]`, got {found}.',
    cure: 'Write every entry as an array of one or two steps.',
  },
  AUTOTRAIL_UNKNOWN_VERTEX: {
    sentence: 'Expected a vertex of this DAG, got {vertex}.',
    cure: 'Ask only for vertices that stand in the pairs the DAG was built from.',
  },
  AUTOTRAIL_BAD_STEP: {
    sentence: 'Expected {what}, got {found}.',
    cure: 'A step is an action plus tags; a tag is a string, a finite number or a boolean; `n` is given by the trail.',
  },
  AUTOTRAIL_LINE_TOO_LONG: {
    sentence: 'Expected a line of at most {limit} bytes, got a longer one.',
    cure: 'Put large data into a file and send its path.',
  },
  AUTOTRAIL_BAD_LINE: {
    sentence: 'Expected a line of JSON, plain or percent-encoded, got {found}.',
    cure: 'Send one JSON object a line, in UTF-8, ended by a newline.',
  },
  AUTOTRAIL_TOO_DEEP: {
    sentence: 'Expected JSON of at most {limit} levels, got more.',
    cure: 'Flatten the value, or send its inner part as a string.',
  },
  AUTOTRAIL_DUPLICATE_KEY: {
    sentence: 'Expected every key of an object to stand in it once, got the key {key} twice.',
    cure: 'Decide which of the two is meant, and send only that one. Nothing was carried out.',
  },
  AUTOTRAIL_FORBIDDEN_KEY: {
    sentence: 'Expected no key that names the prototype of an object, got {key}.',
    cure: 'Give the key another name, or send the value as a string of JSON. Nothing was carried out.',
  },
  AUTOTRAIL_BAD_REQUEST: {
    sentence: 'Expected {what}, got {found}.',
    cure: 'A request is a JSON object with the name of a call and its fields; on version 2 of the wire also an `id` of its own.',
  },
  AUTOTRAIL_WIRE_VERSION: {
    sentence: 'Expected the first line to ask for version 2 of the wire, got {found}. This server serves the versions 1 and 2.',
    cure: 'Open the connection with `{"autotrail": 2}`, or send a request of version 1.',
  },
  AUTOTRAIL_UNAUTHORISED: {
    sentence: 'Expected the first line to open version 2 of the wire with the token of this server.',
    cure: 'Ask whoever started the server for its token, and open the connection with `{"autotrail": 2, "token": "…"}`.',
  },
  AUTOTRAIL_BAD_TOKEN: {
    sentence: 'Expected a token of at least 22 printable characters of ASCII without spaces, got {found}.',
    cure: 'Draw one at random, such as `randomBytes(32).toString("base64url")`. On a port a server needs one: every user reaches it.',
  },
  AUTOTRAIL_HANDLER_FAILED: {
    sentence: 'The server could not carry out the request: {reason}.',
    cure: 'This is a fault of the server, not of the request; its own log may say more.',
  },
  AUTOTRAIL_TOO_MANY_CONNECTIONS: {
    sentence: 'The server is serving {limit} connections already, and takes no more at a time.',
    cure: 'Close connections that are not needed, or raise `maxConnections`.',
  },
  AUTOTRAIL_SERVER_GONE: {
    sentence: 'Expected a server to answer at {address}, but: {reason}.',
    cure: 'Start the server, or check the address.',
  },
  AUTOTRAIL_TIMEOUT: {
    sentence: 'Expected an answer from the server at {address} within {timeoutMs} ms, got none.',
    cure: 'Check that the server is not stopped or overloaded, or allow it more time.',
  },
  AUTOTRAIL_BAD_ANSWER: {
    sentence: 'Expected {what} from the server at {address}, got: {found}.',
    cure: 'Check that an AutoTrail server of a version that fits listens at this address.',
  },
  AUTOTRAIL_BAD_ADDRESS: {
    sentence: 'Expected the path of a socket, or one of the hosts 127.0.0.1, ::1 and localhost with a port, got {found}.',
    cure: 'Reach other machines through a tunnel: the wire has no guard of its own. Write a path that begins with `@` as `./@…`.',
  },
  AUTOTRAIL_SOCKET_PATH_TOO_LONG: {
    sentence: 'Expected a socket path of at most {limit} bytes, got {bytes}: {path}.',
    cure: 'Use a shorter folder, or a path relative to the working folder. A server needs 13 bytes more than its folder has.',
  },
  AUTOTRAIL_NO_SOCKET_FOLDER: {
    sentence: 'Expected the folder of the socket {path} to exist, found none at {folder}.',
    cure: 'Create the folder, for its owner only (mode 0700).',
  },
  AUTOTRAIL_NOT_A_SOCKET: {
    sentence: 'Expected a socket or nothing at {path}, found {found}.',
    cure: 'Choose another path, or remove what is there if nobody needs it.',
  },
  AUTOTRAIL_SOCKET_IN_USE: {
    sentence: 'Expected nobody to answer at {address}, found {owner}.',
    cure: 'Stop that server, or choose another address.',
  },
  AUTOTRAIL_LISTEN_FAILED: {
    sentence: 'The server cannot listen at {address}: {reason}.',
    cure: 'Check the rights to the folder and the space on its disk, or choose another address.',
  },
} as const;

/** Makes an error of this package's table. */
export const coreError: ErrorMaker<keyof typeof CORE_ERRORS> = defineErrors(CORE_ERRORS);
