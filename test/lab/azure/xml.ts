const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Returns `value` escaped for element text and attribute values. */
export function escapeXml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
