import type { AffectedStep, ApiResponse } from '@autotrail/layer1';

/** The steps a call affected; none if it was refused. */
export function affectedBy({ result }: ApiResponse): readonly AffectedStep[] {
  return (result as { readonly affected?: readonly AffectedStep[] } | null)?.affected ?? [];
}

/** Why a call was refused, if it was. */
export function codeOf({ error }: ApiResponse): string | null {
  return error?.code ?? null;
}
