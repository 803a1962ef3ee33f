// A process of a user who has a number and no name, as in a container; for this it must be root, else it stays who it is.
import { runtimeFolder } from '../../dist/index.js';

if (process.getuid() === 0) process.setuid(54_321);
delete process.env.XDG_RUNTIME_DIR;
console.log(JSON.stringify({ uid: process.getuid(), folder: runtimeFolder() }));
