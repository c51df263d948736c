/// The numbers of persons by their identity, as far as commands have named them: what an actor is looked
/// up by in every command would else be hashed, sought and read in the store each time.
///
/// Only a registration that was committed is kept, so an aborted transaction leaves nothing wrong here.
/// Numbers never change; but who is erased has an identity no more. So everybody is forgotten when
/// anybody is erased, by whichever process: an erased identity is not to stay in memory either.
///
/// `@unchecked Sendable`: it is touched by the engine's own thread only, and before that
/// has begun, by the one that opens the ledger.
final class KnownPersons: @unchecked Sendable {
  /// How many are kept; a desk's agents are few, its requesters may be many.
  private static let greatestCount = 16_384

  private var persons: [String: (identity: String, person: PersonID)] = [:]

  /// The person of an identity; nil where it has to be looked up.
  subscript(identity: String) -> PersonID? {
    // Strings are equal when they look equal; identities are when their bytes are.
    guard let known = persons[identity], known.identity.utf8.elementsEqual(identity.utf8) else {
      return nil
    }
    return known.person
  }

  /// Keeps a person who is registered, in a transaction that is committed.
  func insert(_ person: PersonID, identity: String) {
    if persons.count >= KnownPersons.greatestCount { persons.removeAll(keepingCapacity: true) }
    persons[identity] = (identity, person)
  }

  /// Forgets everybody; for whenever anybody is erased.
  func removeAll() {
    persons.removeAll()
  }
}
