package dev.sluice.testjs.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.sluice.builtins.Builtins;
import org.junit.jupiter.api.Test;

/** The house stands as docs/architecture.md draws it: arrows of knowledge point one way. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.sluice.bridge", "dev.sluice.builtins", "dev.sluice.runtime");

  @Test
  void nativeBridgeKnowsNothingOfTheEngine() {
    noClasses()
        .that()
        .resideInAPackage("dev.sluice.bridge..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.graalvm..", "com.oracle..", "dev.sluice.builtins..")
                .or(resideInAPackage("dev.sluice.runtime..")))
        .check(CLASSES);
  }

  @Test
  void builtinsKnowNobody() {
    classes()
        .that()
        .resideInAPackage("dev.sluice.builtins..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("dev.sluice.builtins..", "java..", "org.jspecify.."))
        .check(CLASSES);
  }

  /** One room knows its inside, and has a door that it can be shut out by. */
  @Test
  void onlyTheRuntimeKnowsTheEngineAndOnlyItsPublicApi() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.sluice.runtime.json")
        .should()
        .dependOnClassesThat(resideInAnyPackage("com.oracle..", "org.graalvm.nativeimage.."))
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineKnowsTheCommandLineParser() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.sluice.runtime.cli..")
        .should()
        .dependOnClassesThat(resideInAPackage("picocli.."))
        .check(CLASSES);
  }

  @Test
  void theCommandLineUsesThePublicApiAndPrintsAsScriptsDo() {
    noClasses()
        .that()
        .resideInAPackage("dev.sluice.runtime.cli..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sluice.runtime.*..")
                .and(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        resideInAnyPackage(
                            "dev.sluice.runtime.cli..", "dev.sluice.runtime.stdio.."))))
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("dev.sluice.(**)")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void builtinsNeverReachForJava() {
    for (String id : BuiltinIds.all()) {
      String source = Builtins.source(id);
      assertFalse(source.contains("Java.type"), id);
      assertFalse(source.contains("Polyglot."), id);
    }
  }
}
