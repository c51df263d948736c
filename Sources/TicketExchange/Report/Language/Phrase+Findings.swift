// The sentences of what to look at.
extension Phrase {
  static func findingBacklogTitle(grew: Bool) -> Phrase {
    grew
      ? Phrase("The backlog grew", "L’encours a grossi")
      : Phrase("The backlog shrank", "L’encours a diminué")
  }
  static func findingBacklog(grew: Bool, from: String, to: String) -> Phrase {
    grew
      ? Phrase(
        "From \(from) to \(to): more came in than went out.",
        "De \(from) à \(to)\u{202F}: il en est entré plus qu’il n’en est sorti."
      )
      : Phrase(
        "From \(from) to \(to): more went out than came in.",
        "De \(from) à \(to)\u{202F}: il en est sorti plus qu’il n’en est entré."
      )
  }

  static let findingOldestTitle = Phrase(
    "What has waited longest",
    "Ce qui attend depuis le plus longtemps"
  )
  static func findingOldest(
    all: String,
    age: String,
    most: String,
    level: String,
    since: String?
  ) -> Phrase {
    let oldest = since.map {
      Phrase(" The oldest dates from \($0).", " Le plus ancien date du \($0).")
    }
    return Phrase(
      "\(all), \(age) old, \(most) of them at \(level).\(oldest?.english ?? "")",
      "\(all) depuis \(age), dont \(most) au \(level).\(oldest?.french ?? "")"
    )
  }

  static let findingTargetTitle = Phrase("The most missed target", "L’engagement le plus manqué")
  static func findingTarget(name: String, missed: String, all: String, share: String) -> Phrase {
    Phrase(
      "\(name): missed in \(missed) of \(all) cases (\(share)).",
      "\(name)\u{A0}: manqué \(missed) fois sur \(all) (\(share))."
    )
  }

  static let findingRecurringTitle = Phrase("What recurs most", "Ce qui revient le plus")
  static func findingRecurring(
    name: String,
    recurrences: String,
    tickets: String,
    window: String,
    requesters: String
  ) -> Phrase {
    Phrase(
      "\(name): \(tickets) from \(requesters), \(recurrences) of them within \(window) of a resolution.",
      "\(name)\u{A0}: \(tickets) de \(requesters), dont \(recurrences) dans les \(window) après une résolution."
    )
  }

  static let findingRisingTitle = Phrase("What is rising", "Ce qui monte")
  static func findingRising(name: String, slope: String, confidence: String) -> Phrase {
    Phrase(
      "\(name): week after week, about \(slope) tickets more; chance alone rarely gives that (\(confidence)% interval, this pattern by itself).",
      "\(name)\u{A0}: semaine après semaine, environ \(slope) de plus\u{202F}; le hasard seul le donne rarement (intervalle à \(confidence)\u{202F}%, ce motif pris seul)."
    )
  }

  static let findingChainTitle = Phrase("A chain without an end", "Une chaîne sans fin")
  static func findingChain(name: String, tickets: String) -> Phrase {
    Phrase(
      "\(name): \(tickets), each soon after another was resolved, and no problem ticket yet.",
      "\(name)\u{A0}: \(tickets), chacun peu après la résolution d’un autre, et toujours pas de ticket de problème."
    )
  }

  static let findingBouncingTitle = Phrase("What bounces", "Ce qui rebondit")
  static func findingBouncing(tickets: String, times: String, handoffs: String) -> Phrase {
    Phrase(
      "Returns to a team that had handed the ticket on: \(times) of \(handoffs), on \(tickets).",
      "Retours à une équipe qui avait passé le ticket\u{A0}: \(times) sur \(handoffs), pour \(tickets)."
    )
  }

  static let findingAvoidableTitle = Phrase(
    "The largest avoidable cost",
    "Le plus grand coût évitable"
  )
  static func findingAvoidable(
    cause: String,
    work: String,
    tickets: String,
    share: String
  ) -> Phrase {
    Phrase(
      "\(cause): \(work) on \(tickets), \(share) of all logged work.",
      "\(cause)\u{A0}: \(work) sur \(tickets), soit \(share) du travail saisi."
    )
  }

  static let findingTrustTitle = Phrase(
    "Where trust is lowest",
    "Là où la confiance est la plus basse"
  )
  static func findingTrust(name: String, index: String, ratings: String) -> Phrase {
    Phrase(
      "\(name), with an index of \(index) of 100, from \(ratings).",
      "\(name), avec un indice de \(index) sur 100, d’après \(ratings)."
    )
  }
}
