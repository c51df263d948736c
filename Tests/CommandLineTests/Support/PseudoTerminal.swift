import Foundation
import StudySupport

/// A terminal that a command writes to and a test reads; `posix_openpt(3)`, `pty(7)`.
final class PseudoTerminal: Sendable {
  /// What a command is given.
  let end: FileHandle
  private let master: FileHandle
  private let received = Guarded<[UInt8]>([])

  init() throws {
    let (master, end) = try PseudoTerminal.ends()
    for descriptor in [master, end] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    self.master = FileHandle(fileDescriptor: master, closeOnDealloc: true)
    self.end = FileHandle(fileDescriptor: end, closeOnDealloc: true)
    // Read as it comes, so that no command waits for room.
    let (reading, received) = (self.master, received)
    Thread.detachNewThread {
      while let bytes = try? reading.readSome(), !bytes.isEmpty {
        received.withLock { $0 += bytes }
      }
    }
  }

  /// Waits until what was written ends with a text.
  func text(upTo ending: String) async throws -> String {
    while true {
      let text = received.withLock { String(decoding: $0, as: UTF8.self) }
      if text.hasSuffix(ending) { return text }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Opens both ends.
  private static func ends() throws -> (master: Int32, end: Int32) {
    #if canImport(Darwin)
    let master = posix_openpt(O_RDWR | O_NOCTTY)
    guard master >= 0, grantpt(master) == 0, unlockpt(master) == 0,
      let name = unsafe ptsname(master)
    else { throw StudyFailure("posix_openpt: errno \(errno)") }
    let end = unsafe open(name, O_RDWR | O_NOCTTY)
    #else
    // What the calls of that name do, which Swift does not see: TIOCSPTLCK and TIOCGPTN.
    let master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (lock, number): (Int32, UInt32) = (0, 0)
    guard master >= 0, unsafe ioctl(master, 0x4004_5431, &lock) == 0,
      unsafe ioctl(master, 0x8004_5430, &number) == 0
    else { throw StudyFailure("/dev/ptmx: errno \(errno)") }
    let end = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    #endif
    guard end >= 0 else { throw StudyFailure("the terminal cannot be opened: errno \(errno)") }
    return (master, end)
  }
}
