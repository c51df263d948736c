extension LedgerTransaction {
  /// What adopting a calendar would make happen.
  func resolve(
    adoptionOf calendar: ServiceCalendar,
    effectiveFrom instant: Instant?,
    at occurredAt: Instant
  ) throws(LedgerError) -> Proposal {
    try checkLabel(calendar.name, what: "a calendar's name")
    if let fault = calendar.problems().first {
      throw .refused(TicketRefusal(.value, "calendar \(calendar.name): \(fault)"))
    }
    let isFirst = !pending.calendars.contains(calendar.name)
    let adoption = Adoption(effectiveFrom: effect(of: instant, isFirst: isFirst, at: occurredAt))
    return Proposal(
      event: .ledger(.calendarAdopted(adoption)),
      label: calendar.name,
      document: try checked(Content.encode(calendar), of: calendar.name)
    )
  }

  /// What adopting a policy would make happen; the names its rules match by get their numbers.
  func resolve(
    adoptionOf policy: ServicePolicy,
    effectiveFrom instant: Instant?,
    at occurredAt: Instant,
    drafting names: inout DraftedNames
  ) throws(LedgerError) -> Proposal {
    try checkLabel(policy.name, what: "a policy's name")
    if let fault = policy.problems(knownCalendars: pending.calendars).first {
      throw .refused(TicketRefusal(.value, "policy \(policy.name): \(fault)"))
    }
    var terms = AdoptedTerms()
    for (dimension, name) in policy.matchedNames {
      let number =
        dimension == "team" ? .team : try self.dimension(named: dimension, drafting: &names)
      terms.dimensions[dimension] = number
      terms.terms[PendingChanges.TermName(dimension: number, name: name)] =
        try term(.name(name), in: number, drafting: &names, asFact: true)
    }
    let document: [UInt8]
    do throws(PolicyFault) {
      document = try Content.encode(policy, terms: terms)
    } catch {
      throw .refused(TicketRefusal(.value, "policy \(policy.name): \(error)"))
    }
    let isFirst = !pending.hasPolicy
    let adoption = Adoption(effectiveFrom: effect(of: instant, isFirst: isFirst, at: occurredAt))
    return Proposal(
      event: .ledger(.policyAdopted(adoption)),
      label: policy.name,
      document: try checked(document, of: policy.name)
    )
  }

  /// From when on an adoption holds; nil is always.
  private func effect(of instant: Instant?, isFirst: Bool, at occurredAt: Instant) -> Instant? {
    if let instant { return instant == .distantPast ? nil : instant }
    return isFirst ? nil : occurredAt
  }

  private func checked(_ document: [UInt8], of name: String) throws(LedgerError) -> [UInt8] {
    guard document.count <= Content.maximumSizeInBytes else {
      throw .refused(
        TicketRefusal(
          .value,
          "\(name) takes \(document.count) bytes; a document has at most "
            + "\(Content.maximumSizeInBytes)"
        )
      )
    }
    return document
  }
}

extension ServicePolicy {
  /// The names by which its rules match, with the names of their dimensions; sorted, each once.
  var matchedNames: [(dimension: String, name: String)] {
    var names: [String: Set<String>] = [:]
    for rule in rules {
      names["team", default: []].formUnion(rule.match.teams)
      for (dimension, terms) in rule.match.terms { names[dimension, default: []].formUnion(terms) }
    }
    return names.sorted { $0.key < $1.key }
      .flatMap { dimension, terms in terms.sorted().map { (dimension, $0) } }
  }
}

/// The numbers of the names in a policy that is being adopted.
private struct AdoptedTerms: PolicyTerms {
  var dimensions: [String: TermDimension] = [:]
  var terms: [PendingChanges.TermName: TermID] = [:]

  func dimension(named name: String) -> TermDimension? { dimensions[name] }

  func term(_ name: String, in dimension: TermDimension) -> TermID? {
    terms[PendingChanges.TermName(dimension: dimension, name: name)]
  }

  func name(of dimension: TermDimension) -> String? {
    dimensions.first { $0.value == dimension }?.key
  }

  func name(of term: TermID) -> String? { terms.first { $0.value == term }?.key.name }
}
