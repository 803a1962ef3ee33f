import { library } from '../tsup.base.js';

export default library({ entry: ['src/**/main.ts', 'src/**/*-main.ts'], dts: false });
