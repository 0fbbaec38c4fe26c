/**
 * A calculator that a policy may use: arithmetic that it writes is evaluated and answered.
 *
 * <p>Flows in: a message of the policy's. Flows out: the value of the expression in its last line
 * that asks for one, exact where it can be, or the end. Nothing is executed: expressions are
 * parsed, and their size and that of every number on the way are limited.
 *
 * <p>Must not import: Spark, a model runtime or a stage.
 */
package dev.vireo.jobs.environments.calculator;
