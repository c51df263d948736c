/// Where the files of a bundle are read from: a folder, an archive, a web server, memory.
///
/// Paths are relative and made of plain names: `tile/0/000`.
public protocol FileSource {
  /// Reads a file whole; nil where there is none.
  ///
  /// A file of more than `byteCount` bytes is refused, so that a hostile one fills no memory.
  func read(_ path: String, atMost byteCount: Int) throws(FileFault) -> [UInt8]?

  /// The names of the files in a folder, in any order; none where there is no such folder.
  func names(in folder: String) throws(FileFault) -> [String]
}

/// Where the files of a bundle are written to.
public protocol FileSink {
  /// Writes a file whole, in the place of an older one, and makes the folders above it.
  func write(_ bytes: [UInt8], to path: String) throws(FileFault)
}

/// A file that could not be read or written, or is not what it should be.
public struct FileFault: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// The file is not there.
    case missing
    /// It is no file: a folder, a link, a device.
    case notAFile
    /// It is longer than the limit, in bytes.
    case tooLong(limit: Int)
    /// It has another length than it should have, in bytes.
    case length(expected: Int, found: Int)
    /// What the system said.
    case system(String)
  }

  /// The file.
  public let path: String
  /// What is wrong.
  public let reason: Reason

  /// States what is wrong with a file.
  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }
}

extension FileFault: CustomStringConvertible {
  /// The file and what is wrong with it, in one line, whatever the file is called.
  public var description: String { OneLine.text(words) }

  private var words: String {
    switch reason {
    case .missing: "\(path) is missing"
    case .notAFile: "\(path) is no file"
    case .tooLong(let limit): "\(path) is longer than \(limit) bytes"
    case .length(let expected, let found): "\(path) has \(found) bytes, and should have \(expected)"
    case .system(let detail): "\(path): \(detail)"
    }
  }
}
