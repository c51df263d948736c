import Dispatch

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A file that is read from beginning to end, or standard input.
///
/// Closed when it is let go of; standard input stays open.
package final class InputFile: Sendable {
  /// What messages call it.
  package let name: String
  private let descriptor: Int32
  private let isOwned: Bool

  /// Standard input.
  package static let standardInput = InputFile(name: "standard input", descriptor: 0)

  /// Opens a file, `open(2)`.
  package init(path: String) throws(InputError) {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputError(name: path, code: errno) }
    name = path
    isOwned = true
  }

  /// Reads from a descriptor that somebody else closes.
  package init(name: String, descriptor: Int32) {
    self.name = name
    self.descriptor = descriptor
    isOwned = false
  }

  deinit {
    if isOwned { _ = close(descriptor) }
  }

  /// Reads what is there, waiting until there is something, `read(2)`; nil at the end.
  package func read(upTo count: Int = 1 << 16) throws(InputError) -> [UInt8]? {
    while true {
      var code: Int32 = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
        let size = unsafe systemRead(descriptor, buffer.baseAddress, buffer.count)
        if size < 0 { code = errno }
        initializedCount = max(size, 0)
      }
      guard code != EINTR else { continue }
      guard code == 0 else { throw InputError(name: name, code: code) }
      return bytes.isEmpty ? nil : bytes
    }
  }
}

/// A file that could not be opened or read.
package struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  package let name: String
  /// The number of the system's error.
  package let code: Int32

  /// What the system says, `strerror(3)`.
  package var reason: String { unsafe String(cString: strerror(code)) }

  /// The file, what the system says, and the remedy.
  package var description: String {
    "\(name) could not be read: \(reason); check the path and the permission to read it"
  }
}

extension InputFile {
  /// Refuses what cannot be read twice, like a pipe, `stat(2)`.
  ///
  /// What is not there is left to whoever opens it.
  ///
  /// - Throws: ``ImportError`` that calls the file by `name`.
  static func requireRegular(_ path: String, called name: String) throws(ImportError) {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    throw ImportError(
      file: name,
      problem: "not a regular file, and an import reads twice",
      remedy: "check the path, or write what comes to a file first and import that"
    )
  }

  /// The bytes in chunks as they come, read on a thread that may wait.
  package var chunks: Chunks { Chunks(file: self) }

  /// The chunks of a file.
  package struct Chunks: AsyncSequence, AsyncIteratorProtocol, Sendable {
    fileprivate let file: InputFile

    package func makeAsyncIterator() -> Chunks { self }

    package mutating func next() async throws -> [UInt8]? {
      let file = file
      // A read may wait for a person at a keyboard; tasks' own threads are too few for that.
      return try await withCheckedThrowingContinuation { continuation in
        InputFile.queue.async {
          continuation.resume(with: Result { try file.read() })
        }
      }
    }
  }

  private static let queue = DispatchQueue(label: "ticket-exchange.input", attributes: .concurrent)
}

/// The C function under a name that ``InputFile/read(upTo:)`` does not hide.
private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(file, buffer, count)
}
