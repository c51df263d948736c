import StudySupport

/// Which of the changes that were not durable a power cut left, and how.
struct CrashChoice {
  /// What is left of one change.
  enum Part {
    case none
    case whole
    /// Of a write, the parts that lie in blocks of `grain` bytes of the file, in their order.
    case blocks(grain: Int, [Bool])
  }

  /// What lies where a file is longer, and nothing was written.
  enum Filling: CaseIterable {
    /// The file is as long as what was written reaches.
    case absent
    /// It has its full length, with zeros.
    case zeros
    /// It has its full length, with what lay on the disk before.
    case garbage
  }

  var parts: [Part]
  /// The order in which writes reached the disk; nil for the one they were made in.
  var order: [Int]?
  var filling = Filling.absent
  /// What kind of a choice it is, for the table.
  var kind: Kind

  /// Kinds of choices.
  enum Kind: String, CaseIterable {
    case nothing = "nothing unsynced kept"
    case everything = "everything kept"
    case prefix = "kept up to one"
    case missing = "one dropped"
    case single = "one kept"
    case subset = "every subset"
    case torn = "one torn"
    case random = "random, whole"
    case random4096 = "random, 4 KiB"
    case random512 = "random, 512 B"
  }

  /// The blocks of a file that a write reaches into.
  static func blockCount(of bytes: ArraySlice<UInt8>, at offset: Int, grain: Int) -> Int {
    bytes.isEmpty ? 0 : (offset + bytes.count - 1) / grain - offset / grain + 1
  }
}

extension SimulatedDisk {
  /// The state that a power cut leaves with these parts of what was not durable.
  func state(_ choice: CrashChoice) -> DiskState {
    var files = files
    var names = names
    if choice.filling != .absent { lengthen(&files, choice.filling) }
    for index in choice.order ?? Array(pending.indices) {
      switch (pending[index], choice.parts[index]) {
      case (_, .none): break
      case (.write(let file, let offset, let bytes), .whole):
        files[file, default: FileImage()].write(bytes, at: offset)
      case (.write(let file, let offset, let bytes), .blocks(let grain, let kept)):
        let first = offset / grain
        for (block, isKept) in kept.enumerated() where isKept {
          let start = max((first + block) * grain, offset)
          let end = min((first + block + 1) * grain, offset + bytes.count)
          let base = bytes.startIndex - offset
          files[file, default: FileImage()].write(bytes[base + start..<base + end], at: start)
        }
      case (.truncate(let file, let length), _): files[file]?.truncate(to: length)
      case (.names, _): break
      }
    }
    for (change, part) in zip(pending, choice.parts) {
      guard case .names(let change) = change, case .whole = part else { continue }
      SimulatedDisk.apply(change, to: &names)
    }
    return DiskState(files: files, names: names, folders: folders)
  }

  private func lengthen(_ files: inout [FileNumber: FileImage], _ filling: CrashChoice.Filling) {
    for (file, offset, bytes) in pending.compactMap(\.bytes) {
      let length = files[file]?.count ?? 0
      let end = offset + bytes.count
      guard end > length else { continue }
      var generator = SeededNumbers(seed: UInt64(length))
      let lengthened = (length..<end).map { _ in
        filling == .zeros ? 0 : UInt8.random(in: 0...255, using: &generator)
      }
      files[file, default: FileImage()].write(lengthened[...], at: length)
    }
  }
}
