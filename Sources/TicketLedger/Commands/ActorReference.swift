/// Who acts, as a caller knows them.
public enum ActorReference: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// A requester or an agent.
  case person(PersonReference)
  /// A program acting by itself, with its version, for example `triage 2.1`.
  case automation(TermReference)
  /// A probe or supervision tool.
  case monitoring(TermReference)
  /// An import from another system's log.
  case importer(TermReference)

  /// Refers to a person by identity.
  public init(stringLiteral value: String) {
    self = .person(.identity(value))
  }
}
