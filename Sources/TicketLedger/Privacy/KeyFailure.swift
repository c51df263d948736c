/// Why a key could not be read, made, erased or wrapped anew.
package enum KeyFailure: Error, Hashable, Sendable {
  /// The file could not be read or written; what of a change is in it is told by the next opening.
  case storage(StorageFailure)
  /// What lies there is no key file.
  case notAKeyFile
  /// It is no regular file, a link, or has a second name: what can be said of it after its name.
  case unusableFile(String)
  /// A later version of this library wrote it.
  case newerFormat(UInt32)
  /// Both copies of its header are damaged.
  case damagedHeader
  /// It belongs to a ledger of another origin.
  case otherLedger
  /// It holds persons' keys, and the log beside it is empty.
  case keysWithoutLog
  /// An owner's key is another than the log commits to.
  case otherKey(KeyOwner)
  /// The host has no key-encryption key of that epoch.
  case noKeyEncryptionKey(epoch: UInt32)
  /// The host's key-encryption key of that epoch is not the one that the file was wrapped under.
  case wrongKeyEncryptionKey(epoch: UInt32)
  /// The host could not give the key-encryption key of an epoch.
  case supply(epoch: UInt32, String)
  /// A rotation was asked for to the very key that is in use.
  case sameKeyEncryptionKey(epoch: UInt32)
  /// An owner's slot holds neither a key nor its end: it was altered, or a disk failed.
  case damagedSlot(KeyOwner)
  /// An owner has no key, though there should be one.
  case missingKey(KeyOwner)
  /// A rotation would go on without the keys of these owners, who should have one.
  case lostKeys([KeyOwner])
  /// A key was to be given up that is not lost.
  case notLost(KeyOwner)
  /// The person's key was destroyed; they get no other.
  case erased(PersonID)
  /// The person has a key already, or may have one that is lost; it is not replaced.
  case keyExists(PersonID)
  /// The system's cipher refused to work.
  case cipher
}

extension KeyFailure: CustomStringConvertible {
  /// One line that names what is wrong, and the remedy.
  package var description: String { description(at: "keys") }

  /// One line that names the file of keys by its path.
  package func description(at path: String) -> String {
    switch self {
    case .storage(let failure): failure.description
    case .notAKeyFile: "\(path): this is not a key file; put the ledger's own in its place"
    case .unusableFile(let detail):
      "\(path) \(detail); put the ledger's own file of keys there, as a regular file of that one name"
    case .newerFormat(let version):
      "\(path): the file has format \(version); use a newer version of this program"
    case .damagedHeader: "\(path): the header is damaged; restore a copy of the file"
    case .otherLedger:
      "\(path): the file belongs to a ledger of another origin; put the right one there"
    case .keysWithoutLog:
      "\(path): the file holds the keys of persons, and the log beside it is empty; restore data.mdb from "
        + "a backup, or move the file of keys away to begin anew"
    case .otherKey(let owner):
      "\(path): the key of \(owner) is not the one that the log commits to; put the ledger's own file "
        + "of keys there"
    case .noKeyEncryptionKey(let epoch):
      "\(path): the key-encryption key of epoch \(epoch) is needed; supply it"
    case .wrongKeyEncryptionKey(let epoch):
      "\(path): the key-encryption key supplied for epoch \(epoch) is another one; supply the right one"
    case .supply(let epoch, let detail):
      "\(path): the key-encryption key of epoch \(epoch) could not be had: \(detail)"
    case .sameKeyEncryptionKey(let epoch):
      "\(path): the key-encryption key of epoch \(epoch) is the one in use; supply a new one"
    case .damagedSlot(let owner):
      "\(path): the slot of \(owner) is damaged; restore a copy of the file"
    case .missingKey(let owner): "\(path): \(owner) has no key; restore a copy of the file"
    case .notLost(let owner):
      "\(path): the key of \(owner) is not lost, or nobody has that number; nothing was changed"
    case .lostKeys(let owners):
      "\(path): the keys of \(KeyFailure.list(owners)) are damaged or gone, and nobody erased them; "
        + "restore a copy of the file, or rotate saying that they are lost; nothing was changed"
    case .erased(let person): "person \(person.rawValue) was erased and gets no key again"
    case .keyExists(let person): "person \(person.rawValue) has a key, which is not replaced"
    case .cipher: "\(path): the system's cipher failed"
    }
  }
}

extension KeyFailure {
  /// Owners in one line: the first ten, and how many more.
  private static func list(_ owners: [KeyOwner]) -> String {
    let names = owners.prefix(10).map(\.description).joined(separator: ", ")
    return owners.count <= 10 ? names : "\(names) and \(owners.count - 10) more"
  }
}
