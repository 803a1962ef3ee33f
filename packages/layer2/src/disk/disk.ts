/** What is asked of a file that is open. */
export interface DiskFile {
  /** Bytes in the file, as far as they were written. */
  size(): Promise<number>;
  /** Reads from a position on. Answers how many bytes came: fewer than asked for only at the end of the file. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Adds to the end of the file, all of it before it resolves. After a rejection any part of it may be there. */
  append(bytes: Uint8Array): Promise<void>;
  /** Makes bytes and size survive a power cut. After a rejection nobody can say what would, and it is not tried again. */
  sync(): Promise<void>;
  /** Cuts the file to a size. */
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * The files of this computer, as far as a trail's memory needs them: the port behind the journal, the lock, and the output files.
 * Everything it makes is for this user alone (folders 0700, files 0600), and it follows no symbolic link at the end of a path.
 */
export interface Disk {
  /**
   * Makes a folder and those above it, and their names durable, or checks that it is this user's alone.
   *
   * @throws AutoTrailError `AUTOTRAIL_UNSAFE_FOLDER`, `AUTOTRAIL_DISK_FAILED`
   */
  makeFolder(path: string): Promise<void>;
  /** The names in a folder, sorted; none if there is no such folder, or a file in its place. */
  list(folder: string): Promise<readonly string[]>;
  /**
   * Opens a file that is there; `null` if there is none.
   *
   * @param access - whether it is read only, which it can also be where nothing may be written @default 'append'
   * @throws AutoTrailError `AUTOTRAIL_UNSAFE_FILE` if it is a symbolic link, or not a file of this user alone
   */
  open(path: string, access?: 'read' | 'append'): Promise<DiskFile | null>;
  /** Makes a new file, and opens it. Rejects with EEXIST if something has the name. */
  create(path: string): Promise<DiskFile>;
  /** Gives a file a second name. Rejects with EEXIST if something has it. */
  link(path: string, as: string): Promise<void>;
  /** Moves a file or folder, taking the place of a file that has the name. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it. One that is not there is no mistake. */
  remove(path: string): Promise<void>;
  /** Makes the names in a folder survive a power cut. */
  syncFolder(path: string): Promise<void>;
}
