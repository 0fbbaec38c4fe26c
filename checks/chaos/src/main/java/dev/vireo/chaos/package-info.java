/**
 * What becomes of runs that are killed, damaged and starved: {@code checks/chaos/check.sh}.
 *
 * <p>In: a seed. Out: a line for each {@link dev.vireo.chaos.Fault}, and the table of
 * docs/RELIABILITY.md. Every driver is {@code ./vireo} in a process of its own, as a user starts
 * it; what it leaves is held against an undisturbed run, byte for byte. Only processes that were
 * started here are killed. {@link dev.vireo.chaos.HeldTasks} and {@link
 * dev.vireo.chaos.MendedReward} run inside of those drivers, on their class path.
 *
 * <p>Must not import the stages: it sees what a user sees.
 */
package dev.vireo.chaos;
