import TicketLedger

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A disk that fails while a workload goes on, and is mended after it.
protocol TroubledDisk: Sendable {
  /// What failed first, where that can be told; nil before.
  var failure: FailedCall? { get }
  /// Whether what failed goes on failing until it is mended; nil where that depends.
  var lasts: Bool? { get }
  /// Whether what failed first said that a part was written.
  var isCutShort: Bool { get }
  /// What a caller may be told for it.
  var reasons: Set<StorageFailure.Reason> { get }
  /// Lets everything succeed from here on.
  func mend() throws
}

/// A call that failed, as in `write desk.ledger/data.mdb`.
struct FailedCall: CustomStringConvertible {
  let description: String

  /// - Parameter text: As the library says it, with the folder of the case before the file.
  init(_ text: String) {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    let path = words.last?.split(separator: "/").dropFirst().joined(separator: "/") ?? ""
    description = "\(words.first ?? "") \(path)"
  }

  /// The file, below the root.
  var file: String { description.split(separator: " ").last.map(String.init) ?? "" }
  var isOfName: Bool { !description.hasPrefix("write ") && !description.contains("sync ") }
  /// Whether it is of the ledger's own files, which are written in place.
  var isOfLedger: Bool {
    let ledger = Scenario.ledgerName
    return !isOfName && [ledger + "/data.mdb", ledger + "/keys"].contains(file)
  }
}

/// The library that lets calls fail, as it is loaded into this process.
@safe struct FailingDisk: TroubledDisk {
  let kind: Failure?

  private typealias Arm = @convention(c) (UInt32, Int32, UInt32, UInt, UInt64) -> Void
  private typealias Disarm = @convention(c) () -> Void
  private typealias Tell = @convention(c) (UnsafeMutablePointer<UInt8>?, Int) -> Int

  private static func function<F>(_ name: String, as type: F.Type) -> F? {
    guard let symbol = unsafe dlsym(nil, name) else { return nil }
    return unsafe unsafeBitCast(symbol, to: type)
  }

  /// Begins to count calls, and lets one fail; nil to let none fail.
  init?(_ kind: Failure?, at number: Int, defect: Defect = .nothing, luck: UInt64 = 0) {
    guard let arm = FailingDisk.function("disk_study_arm", as: Arm.self) else { return nil }
    self.kind = kind
    let flags = (kind?.flags ?? 0) | defect.flags
    arm(kind?.classes ?? 0, kind?.error ?? 0, flags, UInt(number), luck)
  }

  /// What the calls since then can do, one byte each; see ``Failure/classes``.
  var calls: [UInt8] { FailingDisk.told(by: "disk_study_trace") }

  var failure: FailedCall? {
    let text = FailingDisk.told(by: "disk_study_failure")
    return text.isEmpty ? nil : FailedCall(String(decoding: text, as: UTF8.self))
  }

  var lasts: Bool? { kind?.lasts ?? false }
  var isCutShort: Bool { kind == .shortWrite }

  var reasons: Set<StorageFailure.Reason> {
    switch kind {
    case .fullOnce, .full: [.diskFull]
    // What LMDB makes of a write that was cut short depends on the file.
    case .shortWrite, .shortThenFull: [.diskFull, .diskFailed]
    case .readOnly: [.notWritable]
    default: [.diskFailed]
    }
  }

  func mend() {
    FailingDisk.function("disk_study_disarm", as: Disarm.self)?()
  }

  private static func told(by name: String) -> [UInt8] {
    guard let tell = unsafe function(name, as: Tell.self) else { return [] }
    return unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
      filled = unsafe min(tell(buffer.baseAddress, buffer.count), buffer.count)
    }
  }
}
