// What the test runner prints: one line a test, faults in full, and one line at the end that counts.

export default async function* reporter(source) {
  let [passed, failed, skipped] = [0, 0, 0];
  for await (const { type, data } of source) {
    if (type === "test:stdout") yield data.message;
    if ((type !== "test:pass" && type !== "test:fail") || data.details.type === "suite") continue;
    if (data.skip !== undefined) {
      skipped += 1;
    } else if (type === "test:pass") {
      passed += 1;
      yield `ok      ${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
    } else {
      failed += 1;
      yield `FAILED  ${data.name}\n${data.details.error?.cause?.stack ?? data.details.error}\n`;
    }
  }
  yield `page: ${passed} passed, ${failed} failed, ${skipped} skipped\n`;
}
