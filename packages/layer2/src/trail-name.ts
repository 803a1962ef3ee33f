import { basename, extname } from 'node:path';
import { layer2Error } from './errors.js';

/** A name becomes the name of files: nothing that could lead out of a folder, hide, or look like an option. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;

/** A trail's name, checked. @throws AutoTrailError `AUTOTRAIL_BAD_TRAIL_NAME` */
export function checkTrailName(name: string): string {
  if (!isTrailName(name)) throw layer2Error('AUTOTRAIL_BAD_TRAIL_NAME', { name });
  return name;
}

/** Whether a text may be a trail's name. */
export function isTrailName(text: string): boolean {
  return typeof text === 'string' && NAME.test(text);
}

/** The name of a trail that was given none: that of its file without extension, as far as that may be a name, else `trail`. */
export function nameOfFile(file: string | undefined): string {
  const name = basename(file ?? '', extname(file ?? ''))
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 64);
  return isTrailName(name) ? name : 'trail';
}
