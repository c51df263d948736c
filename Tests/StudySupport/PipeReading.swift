import Foundation

/// Reading from another process. Foundation's reads take a signal that interrupts them for an error, by
/// which `availableData` ends the whole process on Linux.
extension FileHandle {
  /// Reads what is there, waiting until there is something, `read(2)`; empty at the end.
  package func readSome(upTo count: Int = 1 << 16) throws -> [UInt8] {
    while true {
      var code: Int32 = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
        let size = unsafe Foundation.read(fileDescriptor, buffer.baseAddress, buffer.count)
        if size < 0 { code = errno }
        initializedCount = max(size, 0)
      }
      guard code != EINTR else { continue }
      guard code == 0 else { throw StudyFailure("read: errno \(code)") }
      return bytes
    }
  }

  /// Reads until the end.
  package func readRest() throws -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let some = try readSome()
      guard !some.isEmpty else { return all }
      all += some
    }
  }
}
