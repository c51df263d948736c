import Foundation
import StudySupport

extension Workers {
  /// Computes for a millisecond or so and writes 16 KiB to the disk, as a commit does, without a ledger.
  ///
  /// What else runs on the machine slows both; durations are judged against it.
  func probe() async throws {
    let path = place.folder + "/probe"
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return counters.add("\(path) cannot be opened") }
    defer { close(descriptor) }
    let page = [UInt8](repeating: 7, count: 16_384)
    var numbers = SeededNumbers(seed: plan.seed)
    try await repeating(perSecond: plan.probesPerSecond) {
      let isWritten = await latencies.time(.probe) {
        for _ in 0..<500_000 { _ = numbers.next() }
        let written = unsafe page.withUnsafeBytes { bytes in
          unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, 0)
        }
        return written == page.count && fsync(descriptor) == 0 && numbers.next() != 0
      }
      if !isWritten { counters.add("\(path) cannot be written") }
    }
  }
}
