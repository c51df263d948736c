/// What there is of an event's words.
public enum EventWords: Hashable, Sendable {
  /// It never had words.
  case none
  /// Its words.
  case known(Words)
  /// It had words, and the log says that the person they concern was erased.
  case erased
  /// It had words, nothing says that they were erased, and they or the key to them are not there: the
  /// ledger or its file of keys is damaged.
  case missing
  /// It has words, sealed under a key that was not given.
  case sealed

  /// The words, where they can be read; nil in every other case.
  public var known: Words? {
    guard case .known(let words) = self else { return nil }
    return words
  }
}
