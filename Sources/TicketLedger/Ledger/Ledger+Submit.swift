import LedgerStore

extension Ledger {
  /// Decides a command and records what it makes happen; returns once that is durable.
  ///
  /// Commands that wait together share one commit. Once it returns, ``read(_:)`` shows its effect.
  ///
  /// - Returns: Where it stands.
  /// - Throws: ``LedgerError/refused(_:)`` where a rule says no, ``LedgerError/storage(_:)`` where it
  ///   could not be made durable, or ``LedgerError/undecodable(_:_:)`` and
  ///   ``LedgerError/inconsistent(_:_:)`` where the log that it depends on is damaged. Nothing of it is
  ///   recorded then; only where a write or sync failed or a file was replaced meanwhile
  ///   (``StorageFailure/Reason/diskFull``, ``StorageFailure/Reason/diskFailed``,
  ///   ``StorageFailure/Reason/notWritable``, ``StorageFailure/Reason/broken``) whether it is there shows
  ///   when the ledger is opened again.
  @discardableResult
  public func submit(
    _ command: Command,
    by actor: ActorReference,
    at occurredAt: Instant? = nil,
    expecting: Submission.Expectation? = nil,
    key: String? = nil,
    cause: Position? = nil
  ) async throws(LedgerError) -> Receipt {
    let submission = Submission(
      command,
      by: actor,
      at: occurredAt,
      expecting: expecting,
      key: key,
      cause: cause
    )
    return try await submit(submission)
  }

  /// Decides a command and records what it makes happen; returns once that is durable.
  ///
  /// - Returns: Where it stands.
  /// - Throws: As ``submit(_:by:at:expecting:key:cause:)``.
  @discardableResult
  public func submit(_ submission: Submission) async throws(LedgerError) -> Receipt {
    let result: Result<Receipt, LedgerError> = await withCheckedContinuation { continuation in
      let failure = engine.enqueue(.submit(submission) { continuation.resume(returning: $0) })
      if let failure { continuation.resume(returning: .failure(failure)) }
    }
    return try result.get()
  }

  /// Records facts of another system in one commit, all or none.
  ///
  /// The rules of commands do not bind facts: only structure and time can refuse them. With marks,
  /// time does not: a fact older than its ticket's last event is recorded at that event's time. Call
  /// it with some thousands at a time.
  ///
  /// - Parameters:
  ///   - facts: What happened, in time order.
  ///   - marks: How far the import of a source has come with these facts; kept in the same commit.
  /// - Returns: The receipt of each fact, and how many events of each kind were appended.
  /// - Throws: ``LedgerError/refused(_:)`` for the first fact that cannot be; nothing is recorded.
  @discardableResult
  public func record(
    _ facts: [Submission],
    marking marks: ImportMarks? = nil
  ) async throws(LedgerError) -> Recording {
    try await onEngine { engine in
      try engine.append { transaction in
        var recording = Recording()
        transaction.pending.reserve(facts.count)
        // First, since the facts of an import that was overtaken are refused for other reasons too.
        if let marks { try transaction.check(marks) }
        for fact in facts {
          let fact = marks == nil ? fact : try transaction.clamped(fact, counting: &recording)
          recording.receipts.append(try transaction.record(fact, asFact: true))
        }
        if let marks { try transaction.put(marks) }
        for event in transaction.pending.appended {
          recording.eventsByKind[event.recorded.event.kind, default: 0] += 1
        }
        return recording
      }
    }
  }

  /// Decides several commands in their order, in one commit; a refused one is its own answer and
  /// keeps none of the others back.
  ///
  /// - Returns: The receipt or refusal of each, in order, once all that was accepted is durable.
  /// - Throws: As ``submit(_:by:at:expecting:key:cause:)``, but for refusals; what it says of one command
  ///   holds of all of them then.
  public func submit(
    contentsOf submissions: [Submission]
  ) async throws(LedgerError) -> [Result<Receipt, TicketRefusal>] {
    try await onEngine { engine in
      try engine.append { transaction in
        var answers: [Result<Receipt, TicketRefusal>] = []
        answers.reserveCapacity(submissions.count)
        transaction.pending.reserve(submissions.count)
        for index in submissions.indices {
          do throws(LedgerError) {
            answers.append(.success(try transaction.submit(submissions.span[index])))
          } catch .refused(let refusal) {
            answers.append(.failure(refusal))
          }
        }
        return answers
      }
    }
  }

  /// Decides over several tickets and projections in one serial place, in a commit of its own.
  ///
  /// The body runs on the ledger's writer thread, caught up with the log: keep it short. It may run
  /// again from the start where the ledger's file has to grow, so it must not have effects of its own.
  /// An error it throws takes everything back.
  ///
  /// - Returns: What the body returns, once all it submitted is durable.
  /// - Throws: What the body throws, or ``LedgerError``.
  public func transaction<R: Sendable>(
    _ body: @escaping @Sendable (inout LedgerTransaction) throws -> R
  ) async throws -> R {
    try await withCheckedContinuation { continuation in
      let failure = engine.enqueue(
        .run { engine in
          let result = Result { try engine.append(body) }
          continuation.resume(
            returning: result.mapError { ($0 as? StoreError).map { LedgerError($0) } ?? $0 }
          )
        }
      )
      if let failure { continuation.resume(returning: .failure(failure)) }
    }.get()
  }

  /// Runs what throws the store's and the ledger's errors only on the engine's thread.
  func onEngine<R: Sendable>(
    _ body: @escaping @Sendable (Engine) throws -> R
  ) async throws(LedgerError) -> R {
    let result: Result<R, LedgerError> = await withCheckedContinuation { continuation in
      let failure = engine.enqueue(
        .run { engine in
          do throws(LedgerError) {
            let result = try LedgerError.wrapping { try body(engine) }
            continuation.resume(returning: .success(result))
          } catch {
            continuation.resume(returning: .failure(error))
          }
        }
      )
      if let failure { continuation.resume(returning: .failure(failure)) }
    }
    return try result.get()
  }
}
