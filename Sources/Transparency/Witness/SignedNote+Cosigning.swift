extension SignedNote {
  /// The same note with the signature lines of witnesses' answers below the others.
  ///
  /// A line of a witness that signed before takes the place of its older one, so that asking again and
  /// again makes no note of many lines.
  ///
  /// - Parameters:
  ///   - answer: The lines as the witnesses gave them: any bytes are answered.
  ///   - witnesses: The witnesses' keys.
  /// - Returns: The note with its new lines last.
  /// - Throws: ``NoteRefusal/malformedSignature(line:)`` where a line is no signature line,
  ///   ``NoteRefusal/notSigned`` where there is none or one is of another key,
  ///   ``NoteRefusal/invalidSignature(_:_:)`` where one is not of this text, or
  ///   ``NoteRefusal/tooManySignatures``.
  /// - Complexity: one Ed25519 verification for each line.
  public func adding(
    answer: [UInt8],
    by witnesses: [NoteVerifier]
  ) throws(NoteRefusal) -> SignedNote {
    var lines = LineReader(answer[...])
    var new: [NoteSignature] = []
    while !lines.isAtEnd {
      guard let line = lines.next(), let signature = NoteSignature(line: line) else {
        throw .malformedSignature(line: new.count)
      }
      guard new.count < SignedNote.mostSignatures else { throw .tooManySignatures }
      guard
        let witness = witnesses.first(where: {
          $0.name == signature.name && $0.keyID == signature.keyID
        })
      else { throw .notSigned }
      guard witness.time(of: signature.bytes[...], over: textBytes) != nil else {
        throw .invalidSignature(signature.name, signature.keyID)
      }
      new.removeAll { $0.name == signature.name && $0.keyID == signature.keyID }
      new.append(signature)
    }
    guard !new.isEmpty else { throw .notSigned }
    let old = signatures.filter { signature in
      !new.contains { $0.name == signature.name && $0.keyID == signature.keyID }
    }
    guard let note = SignedNote(text: unverifiedText, signatures: old + new) else {
      throw .tooManySignatures
    }
    return note
  }
}
