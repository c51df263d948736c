import StudySupport

/// One thing that a process did to its files, or said of itself, as the recorder wrote it down.
enum Operation {
  case created(FileNumber, String, isFolder: Bool)
  case written(FileNumber, at: Int, ArraySlice<UInt8>, isDurable: Bool)
  case truncated(FileNumber, to: Int)
  case synced(FileNumber)
  /// A sync of a file failed, and what was to be synced is dropped; whoever reads the file sees it still.
  case lost(FileNumber)
  case linked(String, as: String)
  case unlinked(String)
  case renamed(String, to: String)
  case marked(String)
}

extension Operation {
  /// Whether it makes something durable: the power is cut before.
  var isPoint: Bool {
    switch self {
    case .synced, .written(_, at: _, _, isDurable: true): true
    default: false
    }
  }
}

/// What tells a file or folder of a record from all others, whatever it is called.
typealias FileNumber = UInt64

/// What one process did, in order, or one and another that went on.
///
/// Each operation is 32 bytes, little-endian, and a payload: kind (4), flags (4), file (8), offset, length
/// or inode (8), length of the payload (8). See `Recorder/recorder.c`.
struct Record {
  private(set) var operations: [Operation] = []

  /// What the process said of itself, in order.
  var marks: [String] {
    operations.compactMap { operation in
      if case .marked(let mark) = operation { mark } else { nil }
    }
  }

  /// At how many of them the power is cut, but for the end.
  var pointCount: Int { operations.count(where: \.isPoint) }

  /// The same, of those before another process goes on; 0 where there is one process only.
  var pointCountBeforeGoingOn: Int {
    let start = operations.firstIndex { operation in
      if case .marked("going on") = operation { true } else { false }
    }
    return operations.prefix(start ?? 0).count(where: \.isPoint)
  }

  /// Whether a sync failed.
  var losesSync: Bool {
    operations.contains { operation in if case .lost = operation { true } else { false } }
  }

  /// The syncs, from 1, that make something durable, after the process said that it may be cut off.
  func killableSyncs(ofFoldersToo: Bool) throws(StudyFailure) -> [Int] {
    var disk = SimulatedDisk()
    var count = 0
    var isKillable = false
    var syncs: [Int] = []
    for operation in operations {
      switch operation {
      case .synced(let number):
        count += 1
        let isWanted = ofFoldersToo || !disk.folders.contains(number)
        if isKillable, isWanted, disk.isPending(number) { syncs.append(count) }
      case .marked("killable"): isKillable = true
      default: break
      }
      try disk.apply(operation)
    }
    return syncs
  }

  /// Reads a record; what it cannot model is an error, so that nothing is left out unseen.
  init(_ bytes: [UInt8]) throws(StudyFailure) {
    var place = 0
    while place < bytes.count {
      guard place + 32 <= bytes.count else {
        throw StudyFailure("the record is cut at byte \(place)")
      }
      let kind = Record.number(in: bytes, at: place, count: 4)
      let flag = Record.number(in: bytes, at: place + 4, count: 4) == 1
      let file = Record.number(in: bytes, at: place + 8, count: 8)
      let offset = Int(Record.number(in: bytes, at: place + 16, count: 8))
      let count = Int(Record.number(in: bytes, at: place + 24, count: 8))
      place += 32
      guard place + count <= bytes.count else {
        throw StudyFailure("the record is cut at byte \(place)")
      }
      let payload = bytes[place..<place + count]
      place += count
      operations.append(try Record.operation(kind, flag, file, offset, payload))
    }
  }

  private static func operation(
    _ kind: UInt64,
    _ flag: Bool,
    _ file: FileNumber,
    _ offset: Int,
    _ payload: ArraySlice<UInt8>
  ) throws(StudyFailure) -> Operation {
    let names = payload.split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    switch kind {
    case 1: return .created(file, names[0], isFolder: flag)
    case 2: return .written(file, at: offset, payload, isDurable: flag)
    case 3: return .truncated(file, to: offset)
    case 4: return .synced(file)
    case 5 where names.count == 2: return .linked(names[0], as: names[1])
    case 6: return .unlinked(names[0])
    case 7 where names.count == 2: return .renamed(names[0], to: names[1])
    case 8: return .marked(names[0])
    case 10: return .lost(file)
    default:
      let name = String(decoding: payload, as: UTF8.self)
      throw StudyFailure("the model knows no \(name.isEmpty ? "kind \(kind)" : name)")
    }
  }

  private static func number(in bytes: [UInt8], at offset: Int, count: Int) -> UInt64 {
    (0..<count).reversed().reduce(0) { $0 << 8 | UInt64(bytes[offset + $1]) }
  }
}
