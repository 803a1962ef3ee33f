import { isMainThread } from 'node:worker_threads';
import fc from 'fast-check';

// A property that fails has killed its mutant: which is the smallest example nobody wants to know, and to find it takes a minute.
fc.configureGlobal({ endOnFailure: true });

// Mutants are tested in threads, which may not set it. Files are made with the mask that the process has.
if (!isMainThread) process.umask = () => 0o022;
