import { library } from '../../tsup.base.js';

export default library({ entry: ['src/server.ts', 'src/client.ts', 'src/command-line.ts'], dts: false });
