import { library } from '../../tsup.base.js';

export default library({
  dts: { entry: { index: 'src/index.ts' } },
  entry: { index: 'src/index.ts', launcher: 'src/process/launcher-main.ts', 'isolated-runner': 'src/isolated/runner/main.ts' },
});
