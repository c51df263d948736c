import Foundation
import Synchronization

/// Where inputs that are files lie: in memory, where the system has such a folder.
enum Scratch {
  /// The folder of this process.
  static let folder: String = {
    let memory = "/dev/shm"
    let base =
      FileManager.default.isWritableFile(atPath: memory)
      ? memory : FileManager.default.temporaryDirectory.path
    return "\(base)/ticket-ledger-fuzzing-\(ProcessInfo.processInfo.processIdentifier)"
  }()

  /// A new empty folder in the place of the last one of that name.
  static func empty(_ name: String) -> String {
    let path = "\(folder)/\(name)"
    try? FileManager.default.removeItem(atPath: path)
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// Writes a file that only its owner may read, and says where.
  static func file(_ name: String, _ bytes: [UInt8]) -> String {
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = "\(folder)/\(name)"
    try? FileManager.default.removeItem(atPath: path)
    _ = FileManager.default.createFile(
      atPath: path,
      contents: Data(bytes),
      attributes: [.posixPermissions: 0o600]
    )
    return path
  }

  static func removeAll() {
    try? FileManager.default.removeItem(atPath: folder)
  }
}

/// Waits for what is asynchronous: a fuzzer calls and wants to know when it is done.
func waiting<Answer: Sendable>(_ body: @escaping @Sendable () async -> Answer) -> Answer {
  let done = DispatchSemaphore(value: 0)
  let answer = Box<Answer>()
  Task.detached {
    let found = await body()
    answer.value.withLock { $0 = found }
    done.signal()
  }
  done.wait()
  guard let found = answer.value.withLock({ $0 }) else { fatalError("there is no answer") }
  return found
}

private final class Box<Value: Sendable>: Sendable {
  let value = Mutex<Value?>(nil)
}
