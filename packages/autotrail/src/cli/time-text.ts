/** A time span as a person says it: its largest unit. */
export function spanText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** The time of day where the reader is. */
export function clockText(at: number | string): string {
  return new Date(at).toTimeString().slice(0, 8);
}

/** The day and the time of day where the reader is. */
export function dateText(at: number): string {
  const date = new Date(at);
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return `${year}-${twoDigits(month)}-${twoDigits(day)} ${clockText(at)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
