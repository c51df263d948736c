/// How a person is erased: what there is to do, in which order, and what is left after a crash.
///
/// 1. **record**: one commit of the log appends `personErased`, removes the person's contents, and
///    fences their entries in the lookup. From here on it is decided.
/// 2. **destroyKey**: both copies of the key's slot are overwritten and synced.
///
/// There are no other steps, and none between. A crash before the commit leaves nothing of it. One
/// after leaves a person whom the log calls erased and whose slot may still hold the key, whole or in
/// part: the next opening for writing does step 2 for every person that the log calls erased, which
/// costs two reads for each where it was done. Nothing else has to be remembered.
///
/// The contents go with the record, before the key: an erasure then needs no key, also where that is
/// lost or damaged. What the log's file still holds of them in free pages is ciphertext, and worth
/// nothing once step 2 is done.
package struct ErasurePlan: Hashable, Sendable {
  /// One thing to do.
  package enum Step: Hashable, Sendable, CaseIterable {
    /// The commit: `personErased`, contents, lookup.
    case record
    /// The key's slot.
    case destroyKey
  }

  /// Whom.
  package let person: PersonID
  /// Whose contents are removed, ascending.
  package let contents: [Position]

  /// Creates a plan from what was gathered.
  package init(_ contents: PersonalContents) {
    person = contents.person
    self.contents = contents.positions
  }

  /// What is still to do, in order; empty where the person is erased.
  ///
  /// - Parameters:
  ///   - isRecorded: Whether the log holds `personErased` of the person.
  ///   - isKeyDestroyed: Whether both copies of the key's slot hold its end.
  /// - Returns: The steps.
  package static func remaining(isRecorded: Bool, isKeyDestroyed: Bool) -> [Step] {
    // A slot without its key and a log that does not say so is no erasure: the log is an older one,
    // and says it again.
    guard isRecorded else { return isKeyDestroyed ? [.record] : Step.allCases }
    return isKeyDestroyed ? [] : [.destroyKey]
  }

  /// What an entry of the lookup becomes: nil where it stays as it is.
  ///
  /// One that leads to the person is fenced. It stays without their number, so that the same identity is
  /// refused from then on; a new person under it would undo what was asked for.
  ///
  /// The entries of the table of references that begin with ``IdentityLookup/prefix`` are looked
  /// through by their values. The identities need not be known for that: they can be read no more
  /// where the key is lost.
  ///
  /// - Complexity: O(1) for each entry, and as many entries as persons.
  package func change(of entry: IdentityEntry?) -> IdentityEntry? {
    entry == .person(person) ? .fenced : nil
  }
}
