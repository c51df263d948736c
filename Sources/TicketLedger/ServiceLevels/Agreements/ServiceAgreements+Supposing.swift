extension ServiceAgreements {
  /// The same with one more adoption.
  func adopting(_ adopted: Adopted, names: TermNames) -> ServiceAgreements {
    ServiceAgreements(adoptions + [adopted], names: names, reusing: self)
  }

  /// Those that the first events of a log had adopted, given the number of those events.
  func known(after count: UInt64, names: TermNames) -> ServiceAgreements {
    let known = adoptions.filter { $0.position.map { $0.rawValue < count } ?? true }
    return known.count == adoptions.count
      ? self : ServiceAgreements(known, names: names, reusing: self)
  }

  /// What would have been in force had one policy, and these calendars, always been: all other
  /// calendars, and the policies where none is given, are as they were adopted.
  func supposing(
    _ policy: ServicePolicy?,
    _ calendars: [ServiceCalendar],
    names: TermNames
  ) -> ServiceAgreements {
    let replaced = Set(calendars.map(\.name))
    let kept = adoptions.filter { adopted in
      adopted.document.subject.map { !replaced.contains($0) } ?? (policy == nil)
    }
    var documents = calendars.map { AdoptedDocument.calendar($0) }
    if let policy { documents.append(.policy(policy)) }
    let supposed = documents.map {
      Adopted(position: nil, effectiveFrom: .distantPast, document: $0, bytes: [])
    }
    return ServiceAgreements(kept + supposed, names: names, reusing: self)
  }
}
