internal import Foundation

/// The files of a bundle in a folder.
///
/// Links are not followed, and only plain files are read: a pipe in a hostile folder blocks nobody.
public struct FolderFiles: FileSource, FileSink, Sendable {
  /// The folder.
  public let path: String

  /// Reads and writes below a folder, which need not be there yet.
  public init(path: String) {
    self.path = path
  }

  /// Reads a file whole; nil where there is none.
  public func read(_ path: String, atMost byteCount: Int) throws(FileFault) -> [UInt8]? {
    let url = place(path)
    guard let kind = kind(of: url) else { return nil }
    guard kind == .typeRegular else { throw FileFault(path: path, reason: .notAFile) }
    let bytes: [UInt8]
    do {
      let file = try FileHandle(forReadingFrom: url)
      defer { try? file.close() }
      bytes = Array(try file.read(upToCount: max(byteCount, 0) + 1) ?? Data())
    } catch {
      throw FileFault(path: path, reason: .system(error.localizedDescription))
    }
    guard bytes.count <= byteCount else {
      throw FileFault(path: path, reason: .tooLong(limit: byteCount))
    }
    return bytes
  }

  /// The names of the files in a folder, in any order; none where there is no such folder.
  public func names(in folder: String) throws(FileFault) -> [String] {
    let url = place(folder)
    guard kind(of: url) == .typeDirectory else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: url.path)
    } catch {
      throw FileFault(path: folder, reason: .system(error.localizedDescription))
    }
  }

  /// Writes a file whole, in the place of an older one, and makes the folders above it.
  public func write(_ bytes: [UInt8], to path: String) throws(FileFault) {
    let url = place(path)
    do {
      let folder = url.deletingLastPathComponent()
      if kind(of: folder) == nil {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      }
      try Data(bytes).write(to: url, options: .atomic)
    } catch {
      throw FileFault(path: path, reason: .system(error.localizedDescription))
    }
  }

  private func place(_ path: String) -> URL {
    URL(fileURLWithPath: self.path, isDirectory: true).appending(path: path)
  }

  private func kind(of url: URL) -> FileAttributeType? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    return attributes?[.type] as? FileAttributeType
  }
}
