import ArgumentParser
import Foundation

/// Where an export goes.
struct OutputArguments: ParsableArguments {
  @Option(
    name: .long,
    help: "The file to write; standard output, where left out.",
    completion: .file()
  )
  var output: String?

  /// Opens the file, which must not be there yet, or standard output.
  ///
  /// - Parameter isPersonal: Whether nobody but its owner is to read the file.
  /// - Returns: The open file.
  /// - Throws: ``Problem`` where it is there already or cannot be made.
  func open(isPersonal: Bool = false) throws -> OutputFile {
    guard let output else { return OutputFile(handle: .standardOutput, path: nil) }
    guard !FileManager.default.fileExists(atPath: output) else {
      throw Problem("\(output) is there already; remove it, or name another file")
    }
    let mode: [FileAttributeKey: Any]? = isPersonal ? [.posixPermissions: 0o600] : nil
    guard FileManager.default.createFile(atPath: output, contents: nil, attributes: mode),
      let handle = FileHandle(forWritingAtPath: output)
    else { throw Problem("\(output) cannot be written; check the folder and its permissions") }
    return OutputFile(handle: handle, path: output)
  }
}

/// A file being written, or standard output.
struct OutputFile {
  fileprivate let handle: FileHandle
  /// The file's path; nil for standard output.
  fileprivate let path: String?

  func write(_ bytes: [UInt8]) throws {
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      let remedy = path == nil ? "is its disk full, or was it closed?" : "is its disk full?"
      throw Problem("\(path ?? "standard output") cannot be written; \(remedy)", exitCode: 3)
    }
  }

  func close() throws {
    if path != nil { try handle.close() }
  }
}
