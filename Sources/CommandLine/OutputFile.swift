import ArgumentParser
import Foundation

/// Where an export goes.
struct OutputArguments: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The file to write; standard output, where left out.",
      discussion: "A new file, which nobody but its owner may read."
    ),
    completion: .file()
  )
  var output: String?

  /// Makes the file, which must not be there yet, or takes standard output.
  ///
  /// - Returns: The open file.
  /// - Throws: ``Problem`` where it is there already or cannot be made.
  func open() throws -> OutputFile {
    guard let output else { return .standardOutput }
    return try OutputFile(making: output)
  }
}

/// A file being written, or standard output.
struct OutputFile {
  private let handle: FileHandle
  /// The file's path; nil for standard output.
  private let path: String?

  static var standardOutput: OutputFile { OutputFile(handle: .standardOutput, path: nil) }

  private init(handle: FileHandle, path: String?) {
    self.handle = handle
    self.path = path
  }

  /// Makes a file for its owner alone, since answers hold words and names of persons; `open` with
  /// `O_EXCL`, so that what is there already stays.
  init(making path: String) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      guard errno == EEXIST else {
        let remedy = "check the folder and its permissions"
        throw Problem("\(path) cannot be written; \(remedy)", exitCode: 3)
      }
      throw Problem("\(path) is there already; remove it, or name another file")
    }
    self.init(
      handle: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true),
      path: path
    )
  }

  /// Writes bytes at once.
  ///
  /// - Throws: ``EnoughRead`` where standard output is a pipe that was closed, so that a long answer is
  ///   not made for nobody; ``Problem`` where they cannot be written.
  func write(_ bytes: [UInt8]) throws {
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      if path == nil, error.isOfUnreadPipe { throw EnoughRead() }
      let remedy = path == nil ? "is its disk full, or was it closed?" : "is its disk full?"
      throw Problem("\(path ?? "standard output") cannot be written; \(remedy)", exitCode: 3)
    }
  }

  /// Closes a file; some disks say only then that what was written has no room.
  func close() throws {
    guard let path else { return }
    do {
      try handle.close()
    } catch {
      throw Problem("\(path) cannot be written; is its disk full?", exitCode: 3)
    }
  }
}
