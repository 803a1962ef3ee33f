/** What a disk can be asked for. */
export type DiskOperation =
  | 'makeFolder'
  | 'list'
  | 'open'
  | 'create'
  | 'link'
  | 'rename'
  | 'remove'
  | 'syncFolder'
  | 'size'
  | 'read'
  | 'append'
  | 'sync'
  | 'truncate'
  | 'close';

/** Something that a disk was asked for. */
export interface DiskCall {
  /** How many calls there were with this one: the same programme has the same numbers again. */
  readonly site: number;
  readonly operation: DiskOperation;
  readonly path: string;
}

/** How a call fails. */
export interface DiskFault {
  /** As the system says it, such as `EIO`, `ENOSPC`, `EDQUOT`, `EMFILE`. */
  readonly code: string;
  /**
   * What is done in spite of it: everything; or so many bytes of an append. After a failed sync of a file the disk takes for
   * synced what was appended and is not: no later one makes it durable. @default nothing
   */
  readonly done?: 'all' | number;
}

/** Says of every call whether it fails; a promise holds it up for so long. */
export type DiskPlan = (call: DiskCall) => DiskFault | null | Promise<DiskFault | null>;
