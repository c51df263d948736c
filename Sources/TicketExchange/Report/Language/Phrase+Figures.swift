// The words of figures and tables.
extension Phrase {
  static let day = Phrase("Day", "Jour")
  static let all = Phrase("All", "Total")
  static let monthColumn = Phrase("Month", "Mois")
  static let levelColumn = Phrase("Level", "Niveau")
  static let ticketsColumn = Phrase("Tickets", "Tickets")
  static let countColumn = Phrase("Number", "Nombre")
  static let shareColumn = Phrase("Share", "Part")
  static let from = Phrase("From", "De")
  static let to = Phrase("To", "Vers")
  static let median = Phrase("Median (p50)", "Médiane (p50)")
  static let mean = Phrase("Mean", "Moyenne")
  static let p90 = Phrase("Nine in ten (p90)", "Neuf sur dix (p90)")

  static let backlogFigure = Phrase("Open tickets by level", "Tickets ouverts par niveau")
  static func backlogSummary(first: String, last: String, most: String, day: String) -> Phrase {
    Phrase(
      "From \(first) to \(last) open tickets; the most, \(most), on \(day).",
      "De \(first) à \(last) tickets ouverts\u{202F}; le plus haut, \(most), le \(day)."
    )
  }
  static let ageingFigure = Phrase("Age of the open tickets", "Ancienneté des tickets ouverts")
  static func ageingSummary(old: String, all: String) -> Phrase {
    Phrase(
      "Open for more than 90 days: \(old) of \(all).",
      "Ouverts depuis plus de 90\u{A0}jours\u{A0}: \(old) sur \(all)."
    )
  }
  static let ageWeek = Phrase("under 7 days", "moins de 7\u{A0}jours")
  static let ageMonth = Phrase("7 to 30 days", "7 à 30\u{A0}jours")
  static let ageQuarter = Phrase("30 to 90 days", "30 à 90\u{A0}jours")
  static let ageOlder = Phrase("over 90 days", "plus de 90\u{A0}jours")

  static let volumeFigure = Phrase("Tickets per month", "Tickets par mois")
  static func volumeSummary(opened: String, resolved: String) -> Phrase {
    Phrase(
      "\(opened) opened, \(resolved) resolved over the months shown.",
      "\(opened) ouverts, \(resolved) résolus sur les mois présentés."
    )
  }
  static let timesFigure = Phrase("Time to resolve per month", "Délai de résolution par mois")
  static func timesSummary(p50: String, p90: String) -> Phrase {
    Phrase(
      "Elapsed time from the opening to the first resolution. Half took at most \(p50), nine in ten at most \(p90).",
      "Temps écoulé de l’ouverture à la première résolution. La moitié en \(p50) au plus, neuf sur dix en \(p90) au plus."
    )
  }

  static let targetsFigure = Phrase(
    "Targets met per month, in percent",
    "Engagements tenus par mois, en pourcentage"
  )
  static let targetsNote = Phrase(
    "Each cell is the share met; the more it stands out, the more was missed. A dotted cell had nothing to keep.",
    "Chaque case donne la part tenue\u{202F}; plus elle ressort, plus il y a de manqués. Une case pointillée n’avait rien à tenir."
  )
  static func targetsSummary(met: String, all: String, share: String) -> Phrase {
    Phrase(
      "\(met) of \(all) clock cycles met their target (\(share)).",
      "\(met) cycles d’horloge sur \(all) ont tenu leur engagement (\(share))."
    )
  }
  static let percentMet = Phrase("percent met, by month", "pourcentage tenu, par mois")
  static let targetColumn = Phrase("Target", "Engagement")
  static let missed = Phrase("Missed", "Manqués")
  static func missedBetween(_ from: String, _ to: String) -> Phrase {
    Phrase("\(from)–\(to)% missed", "\(from)–\(to)\u{202F}% manqués")
  }
  static func missedFrom(_ from: String) -> Phrase {
    Phrase("\(from)% and more", "\(from)\u{202F}% et plus")
  }

  static func heatFigure(_ dimensions: String) -> Phrase {
    dimensions.isEmpty
      ? Phrase("Patterns by week", "Motifs par semaine")
      : Phrase("Patterns by week: \(dimensions)", "Motifs par semaine\u{A0}: \(dimensions)")
  }
  static let heatTable = Phrase("Tickets by pattern and week", "Tickets par motif et par semaine")
  static let heatNote = Phrase(
    "Tickets opened per week; the more a cell stands out, the more there were. A filled row is a weakness that stays, a lone cell an outbreak.",
    "Tickets ouverts par semaine\u{202F}; plus une case ressort, plus il y en a. Une ligne pleine est une faiblesse qui dure, une case isolée une flambée."
  )
  static func heatSummary(pattern: String, tickets: String, weeks: String) -> Phrase {
    Phrase(
      "\(pattern) ranks first with \(tickets) in \(weeks).",
      "\(pattern) vient en tête avec \(tickets) en \(weeks)."
    )
  }
  static let weekOf = Phrase("week beginning", "semaine du")
  static let patternColumn = Phrase("Pattern", "Motif")
  static let requestersColumn = Phrase("Requesters", "Demandeurs")
  static let recurrencesColumn = Phrase("Recurrences", "Récurrences")
  static let reopenedColumn = Phrase("Reopened", "Réouvertures")
  static let workColumn = Phrase("Work", "Travail")
  static func trendColumn(_ confidence: String) -> Phrase {
    Phrase(
      "Weekly trend (\(confidence)% interval)",
      "Tendance hebdomadaire (intervalle à \(confidence)\u{202F}%)"
    )
  }
  static let patternsTitle = Phrase("Patterns that recur", "Motifs récurrents")
  static func patternsNote(shown: String, all: String, window: String) -> Phrase {
    Phrase(
      "\(shown) of \(all). A recurrence is a ticket opened within \(window) after a like one was resolved.",
      "\(shown) sur \(all). Une récurrence est un ticket ouvert dans les \(window) qui suivent la résolution d’un ticket semblable."
    )
  }
  static func leftOut(_ tickets: String) -> Phrase {
    Phrase(
      "Left out, because a part of the pattern is unknown: \(tickets).",
      "Laissés de côté, faute d’une partie du motif\u{A0}: \(tickets)."
    )
  }
  static let tooFewWeeks = Phrase("too few weeks", "trop peu de semaines")
  static let steady = Phrase("no clear trend", "pas de tendance nette")
  static func aWeek(_ slope: String) -> Phrase {
    Phrase("\(slope)\u{A0}a\u{A0}week", "\(slope)\u{A0}par\u{A0}semaine")
  }
  static func interval(_ low: String, _ high: String) -> Phrase {
    Phrase("\(low)\u{A0}to\u{A0}\(high)", "\(low)\u{A0}à\u{A0}\(high)")
  }

  static let chainsTitle = Phrase("Longest chains", "Chaînes les plus longues")
  static let chainsNote = Phrase(
    "Tickets that each came soon after an earlier one of them was resolved, and the problem ticket that ended them.",
    "Des tickets arrivés chacun peu après la résolution d’un autre, et le ticket de problème qui y a mis fin."
  )
  static let noChains = Phrase(
    "No ticket recurred in this period.",
    "Aucun ticket n’est revenu sur cette période."
  )
  static func chainSpan(tickets: String, from: String, to: String) -> Phrase {
    Phrase("\(tickets), \(from) to \(to)", "\(tickets), du \(from) au \(to)")
  }
  static func more(_ count: String) -> Phrase { Phrase("\(count) more", "et \(count) autres") }
  static func problem(_ reference: String) -> Phrase {
    Phrase("problem \(reference)", "problème \(reference)")
  }
  static let noProblem = Phrase("no problem ticket", "aucun ticket de problème")
}
