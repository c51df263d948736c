#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Where a workload says what it does.
struct Marks: Sendable {
  /// Takes a promise, or what was asked for; see ``Promises``.
  let put: @Sendable (String) -> Void
  /// Takes the name of what is done from here on.
  let begin: @Sendable (String) -> Void

  /// Into the record, between the writes and syncs of that moment; nil where nobody records.
  static func recorded() -> Marks? {
    guard let symbol = unsafe dlsym(nil, "disk_study_mark") else { return nil }
    let mark = unsafe RecordMark(
      function: unsafeBitCast(symbol, to: (@convention(c) (UnsafeRawPointer?, Int) -> Void).self)
    )
    return Marks(put: { mark.put($0) }, begin: { _ in })
  }
}

/// The recorder's function.
@safe private struct RecordMark: Sendable {
  @unsafe let function: @convention(c) (UnsafeRawPointer?, Int) -> Void

  func put(_ text: String) {
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBytes { unsafe function($0.baseAddress, $0.count) }
  }
}
