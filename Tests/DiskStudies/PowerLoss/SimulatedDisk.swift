import StudySupport

/// What is on the disk for certain, and what may or may not be.
///
/// The model is what POSIX promises, and no more:
///
/// - `fsync` or `fdatasync` of a file makes durable what was written to it, its length too, and not
///   its name;
/// - a write through a descriptor with `O_DSYNC` is durable when it returns, and makes nothing else so;
/// - `fsync` of a folder makes durable the names in it: files that were made, linked, renamed, removed;
/// - a rename is whole or not at all, and is durable once either of its folders is synced;
/// - all else may be on the disk, or not, in any combination.
struct SimulatedDisk {
  /// Something that was done, and is not durable yet.
  enum Change {
    case write(FileNumber, at: Int, ArraySlice<UInt8>)
    case truncate(FileNumber, to: Int)
    case names(NameChange)

    /// The bytes of a write; nil for another change.
    var bytes: (file: FileNumber, offset: Int, bytes: ArraySlice<UInt8>)? {
      guard case .write(let file, let offset, let bytes) = self else { return nil }
      return (file, offset, bytes)
    }

    /// Whether it changes what lies in a file.
    func isIn(_ number: FileNumber) -> Bool {
      switch self {
      case .write(number, _, _), .truncate(number, _): true
      default: false
      }
    }
  }

  /// Names that go and come together.
  struct NameChange {
    var removed: [Name] = []
    var added: [(name: Name, file: FileNumber)] = []

    var folders: Set<FileNumber> { Set(removed.map(\.folder) + added.map(\.name.folder)) }
  }

  /// A name in a folder.
  struct Name: Hashable {
    let folder: FileNumber
    let text: String
  }

  /// The folder below which everything lies.
  static let root: FileNumber = 1

  /// What is durable, by file.
  private(set) var files: [FileNumber: FileImage] = [:]
  /// The durable names.
  private(set) var names: [Name: FileNumber] = [:]
  private(set) var folders: Set<FileNumber> = [root]
  private(set) var pending: [Change] = []
  /// The names as the process sees them.
  private var live: [Name: FileNumber] = [:]

  // MARK: What the process does

  /// Notes what the process did; a sync has taken effect then, and a durable write too.
  mutating func apply(_ operation: Operation) throws(StudyFailure) {
    switch operation {
    case .created(let file, let path, let isFolder):
      if isFolder { folders.insert(file) } else { files[file] = FileImage() }
      guard file != SimulatedDisk.root else { return }
      change(NameChange(added: [(try name(of: path), file)]))
    case .written(let file, let offset, let bytes, let isDurable):
      if isDurable {
        files[file, default: FileImage()].write(bytes, at: offset)
      } else {
        pending.append(.write(file, at: offset, bytes))
      }
    case .truncated(let file, let length): pending.append(.truncate(file, to: length))
    case .synced(let file): sync(file)
    case .lost(let file): pending.removeAll { $0.isIn(file) }
    case .linked(let path, let other):
      change(NameChange(added: [(try name(of: other), try number(of: path))]))
    case .unlinked(let path): change(NameChange(removed: [try name(of: path)]))
    case .renamed(let path, let other):
      change(
        NameChange(
          removed: [try name(of: path)],
          added: [(try name(of: other), try number(of: path))]
        )
      )
    case .marked: break
    }
  }

  private mutating func change(_ change: NameChange) {
    for name in change.removed { live[name] = nil }
    for (name, file) in change.added { live[name] = file }
    pending.append(.names(change))
  }

  private mutating func sync(_ number: FileNumber) {
    guard folders.contains(number) else {
      var rest: [Change] = []
      for change in pending {
        switch change {
        case .write(number, let offset, let bytes):
          files[number, default: FileImage()].write(bytes, at: offset)
        case .truncate(number, let length): files[number]?.truncate(to: length)
        default: rest.append(change)
        }
      }
      pending = rest
      return
    }
    // What was done before in a folder whose later change is durable is so too: names are journalled.
    var synced: Set<FileNumber> = [number]
    var isDurable = [Bool](repeating: false, count: pending.count)
    for (index, change) in pending.enumerated().reversed() {
      guard case .names(let change) = change, !synced.isDisjoint(with: change.folders) else {
        continue
      }
      synced.formUnion(change.folders)
      isDurable[index] = true
    }
    for (change, isDurable) in zip(pending, isDurable) where isDurable {
      guard case .names(let change) = change else { continue }
      SimulatedDisk.apply(change, to: &names)
    }
    pending = zip(pending, isDurable).filter { !$0.1 }.map(\.0)
  }

  // MARK: Names

  /// Whether a file has something that is not durable, or in a folder names came or went that are not.
  func isPending(_ number: FileNumber) -> Bool {
    pending.contains { change in
      if case .names(let names) = change { return names.folders.contains(number) }
      return change.isIn(number)
    }
  }

  static func apply(_ change: NameChange, to names: inout [Name: FileNumber]) {
    for name in change.removed { names[name] = nil }
    for (name, file) in change.added { names[name] = file }
  }

  private func name(of path: String) throws(StudyFailure) -> Name {
    let parts = path.split(separator: "/").map(String.init)
    var folder = SimulatedDisk.root
    for part in parts.dropLast() {
      guard let next = live[Name(folder: folder, text: part)] else {
        throw StudyFailure("the record names no folder of \(path)")
      }
      folder = next
    }
    return Name(folder: folder, text: parts.last ?? "")
  }

  private func number(of path: String) throws(StudyFailure) -> FileNumber {
    guard let number = live[try name(of: path)] else {
      throw StudyFailure("the record does not name \(path)")
    }
    return number
  }

  /// The state that lies on the disk when everything that was done is there.
  var whole: DiskState {
    var disk = self
    for change in pending {
      switch change {
      case .write(let file, let offset, let bytes):
        disk.files[file, default: FileImage()].write(bytes, at: offset)
      case .truncate(let file, let length): disk.files[file]?.truncate(to: length)
      case .names(let change): SimulatedDisk.apply(change, to: &disk.names)
      }
    }
    return DiskState(files: disk.files, names: disk.names, folders: folders)
  }
}
