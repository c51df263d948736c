import Synchronization
import Transparency

/// The files of a bundle in memory.
final class MemoryFiles: FileSource, FileSink, Sendable {
  private let state: Mutex<[String: [UInt8]]>

  init(_ files: [String: [UInt8]] = [:]) {
    state = Mutex(files)
  }

  var files: [String: [UInt8]] { state.withLock { $0 } }

  func read(_ path: String, atMost byteCount: Int) throws(FileFault) -> [UInt8]? {
    guard let bytes = files[path] else { return nil }
    guard bytes.count <= byteCount else {
      throw FileFault(path: path, reason: .tooLong(limit: byteCount))
    }
    return bytes
  }

  func names(in folder: String) throws(FileFault) -> [String] {
    files.keys.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }
  }

  func write(_ bytes: [UInt8], to path: String) throws(FileFault) {
    state.withLock { $0[path] = bytes }
  }
}
