package dev.vireo.reports.page;

import dev.vireo.algorithms.InputException;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.reports.signals.Finding;
import dev.vireo.reports.signals.SignalAudit;
import dev.vireo.store.audit.AuditFile;
import dev.vireo.store.audit.RewardAudit;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.study.StudyFile;
import dev.vireo.store.study.StudyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run as a report shows it.
 *
 * @param name what it is called among the others
 * @param history what it has on record
 * @param findings what is wrong with its signal
 */
record ReportedRun(String name, RunHistory history, List<Finding> findings) {

  ReportedRun {
    findings = List.copyOf(findings);
  }

  /**
   * Reads runs.
   *
   * @throws InputException if one is no run directory, is damaged, or is named twice
   */
  static List<ReportedRun> read(List<RunDirectory> runs) {
    List<String> names = RunNames.of(runs);
    List<ReportedRun> read = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      RunHistory history = RunHistory.read(runs.get(i));
      read.add(new ReportedRun(names.get(i), history, SignalAudit.findings(history.training())));
    }
    return read;
  }

  /** The audit of its rewards that reaches furthest. */
  Optional<RewardAudit> audit() {
    return AuditFile.latest(history.run());
  }

  /** What a study has come to; empty of a run that is none, or has not ended. */
  Optional<StudyReport> study() {
    return StudyFile.read(history.run());
  }

  /** Completions worth reading, list by list. */
  List<PickedList> completions() {
    List<PickedList> lists = new ArrayList<>(IterationPicks.of(history.run()));
    lists.addAll(HeldOutPicks.of(history));
    return lists;
  }
}
