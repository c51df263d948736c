#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The door to the recorder, if the process runs under it: what is said there stands in the record
/// between the writes and syncs of that moment.
@safe struct Marks: Sendable {
  private let function: (@convention(c) (UnsafeRawPointer?, Int) -> Void)?

  init() {
    guard let symbol = unsafe dlsym(nil, "power_loss_mark") else {
      unsafe function = nil
      return
    }
    unsafe function = unsafeBitCast(
      symbol,
      to: (@convention(c) (UnsafeRawPointer?, Int) -> Void).self
    )
  }

  /// Whether anybody listens.
  var isRecording: Bool { unsafe function != nil }

  func put(_ text: String) {
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBytes { unsafe function?($0.baseAddress, $0.count) }
  }
}
