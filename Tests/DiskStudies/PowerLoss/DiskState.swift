import Foundation
import StudySupport

/// The files and folders that could be found after a power cut, by path.
struct DiskState {
  /// Each file's bytes.
  private(set) var files: [String: FileImage] = [:]
  private(set) var folders: Set<String> = []
  /// Equal for equal states.
  private(set) var hash: UInt64 = 0

  /// What can be reached by name; `lock.mdb` is left out where there is a log, since LMDB makes its content
  /// anew.
  init(
    files: [FileNumber: FileImage],
    names: [SimulatedDisk.Name: FileNumber],
    folders: Set<FileNumber>
  ) {
    var entries: [FileNumber: [(String, FileNumber)]] = [:]
    for (name, number) in names { entries[name.folder, default: []].append((name.text, number)) }
    var open: [(path: String, folder: FileNumber)] = [("", SimulatedDisk.root)]
    while let (path, folder) = open.popLast() {
      let content = entries[folder] ?? []
      let hasLog = content.contains { $0.0 == "data.mdb" }
      for (name, number) in content where name != "lock.mdb" || !hasLog {
        let path = path.isEmpty ? name : path + "/" + name
        var nameHash: UInt64 = 0
        for byte in path.utf8 { nameHash = mixed(nameHash ^ UInt64(byte)) }
        if folders.contains(number) {
          open.append((path, number))
          self.folders.insert(path)
          hash ^= mixed(nameHash)
        } else {
          let image = files[number] ?? FileImage()
          self.files[path] = image
          hash ^= mixed(nameHash ^ image.hash)
        }
      }
    }
  }

  /// A hash of what lies in one folder.
  func hash(of folder: String) -> UInt64 {
    files.filter { $0.key.hasPrefix(folder + "/") }.reduce(0) { sum, file in
      sum &+ mixed(file.value.hash ^ UInt64(file.key.utf8.count))
    }
  }

  /// Writes the state into an empty folder, with what a power cut may have left of `lock.mdb`.
  func write(to root: String) throws {
    let manager = FileManager.default
    for folder in folders.sorted() {
      try manager.createDirectory(
        atPath: root + "/" + folder,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
      )
    }
    for (path, image) in files {
      guard
        manager.createFile(
          atPath: root + "/" + path,
          contents: Data(image.bytes),
          attributes: [.posixPermissions: 0o600]
        )
      else { throw StudyFailure("cannot write \(root)/\(path)") }
      guard path.hasSuffix("/data.mdb") else { continue }
      let lock = root + "/" + path.dropLast(8) + "lock.mdb"
      switch hash % 4 {
      case 0: break
      case 1: try Data().write(to: URL(fileURLWithPath: lock))
      case 2: try Data(count: 8_192).write(to: URL(fileURLWithPath: lock))
      default: try Data(repeating: 0xA5, count: 5_000).write(to: URL(fileURLWithPath: lock))
      }
    }
  }

  /// What differs from what lies below a folder; nil where nothing does.
  func difference(from root: String) throws -> String? {
    // What LMDB writes to `lock.mdb` through its map is in no record.
    for (path, image) in files.sorted(by: { $0.key < $1.key })
    where !path.hasSuffix("lock.mdb") {
      guard let data = FileManager.default.contents(atPath: root + "/" + path) else {
        return "\(path) is not there"
      }
      guard Array(data) == image.bytes else {
        return "\(path) has \(data.count) bytes, and \(image.count) by the record, or other ones"
      }
    }
    let enumerator = FileManager.default.enumerator(atPath: root)
    while let path = enumerator?.nextObject() as? String {
      guard files[path] == nil, !folders.contains(path), !path.hasSuffix("lock.mdb") else {
        continue
      }
      return "\(path) is there, and not by the record"
    }
    return nil
  }
}
