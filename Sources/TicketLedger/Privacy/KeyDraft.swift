/// Keys of persons that a transaction is about to register; in memory only.
///
/// They become those persons' keys with ``KeyFile/write(_:lastRegistered:)``, all with one sync, before
/// the transaction commits. A transaction that does not commit leaves nothing that counts: the slots of
/// persons whom the log does not know are overwritten by the next who get their numbers.
package struct KeyDraft: Sendable {
  private(set) var keys: [PersonID: ContentKey] = [:]

  /// Creates a draft of no keys.
  package init() {}

  /// Whether no key was made.
  package var isEmpty: Bool { keys.isEmpty }

  /// The key that was made for a person; nil where none was.
  package func key(of person: PersonID) -> ContentKey? { keys[person] }

  /// Makes a random key for a person, once.
  package mutating func makeKey(for person: PersonID) -> ContentKey {
    if let key = keys[person] { return key }
    let key = ContentKey.random()
    keys[person] = key
    return key
  }
}
