"""Who classifies by a scheme at this moment, since when, and how somebody else takes over."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..customer_classification.run import scheme_lock
from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestSchemeLock(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.make_scheme()
        cls.make_rule(cls.scheme, "VIP")
        cls.admin = cls.env.ref("base.user_admin")
        cls.manager = new_test_user(
            cls.env, "t_lock", groups="customer_classification.group_classification_manager", company_id=cls.company.id
        )

    def hold(self):
        """A session of the administrator that classifies by the scheme."""
        cursor = self.registry.cursor()
        self.assertTrue(self.env["customer.classification.run"].with_user(self.admin)._try_lock(cursor, self.scheme))
        return cursor

    def test_the_next_one_sees_who_it_is_and_since_when(self):
        with self.hold():
            scheme = self.scheme.with_user(self.manager)
            self.assertIn(self.admin.name, scheme.underway)
            self.assertFalse(scheme.can_take_over)
            with self.assertRaisesRegex(UserError, f"at this moment, by {self.admin.name}, for 0 minutes"):
                scheme.classify()
            with self.assertRaisesRegex(UserError, "for 0 minutes only"):
                scheme.action_take_over()
        scheme.invalidate_recordset()
        self.assertFalse(scheme.underway)
        self.assertEqual(scheme.classify().state, "applied")

    def test_what_hangs_is_taken_over(self):
        self.patch(scheme_lock, "PATIENCE", 0)
        cursor = self.registry.cursor()
        self.env["customer.classification.run"].with_user(self.admin)._try_lock(cursor, self.scheme)
        pid = cursor._cnx.info.backend_pid
        scheme = self.scheme.with_user(self.manager)
        self.assertTrue(scheme.can_take_over)
        self.assertTrue(scheme.action_take_over())
        self.wait_for_end(pid)
        self.assertEqual(scheme.classify().state, "applied")
        self.assertIn(self.admin.name, self.scheme.message_ids[0].body)
        cursor._cnx.close()
        cursor._closed = True

    def test_who_takes_over_ends_the_session_that_works_too(self):
        """A run in the background commits after each batch, and another session holds its scheme meanwhile."""
        self.patch(scheme_lock, "PATIENCE", 0)
        worker, holder = self.registry.cursor(), self.registry.cursor()
        run = self.env["customer.classification.run"].with_env(self.env(cr=worker, user=self.admin.id))
        self.assertTrue(run._try_lock(holder, self.scheme))
        pids = [cursor._cnx.info.backend_pid for cursor in (worker, holder)]
        self.assertTrue(self.scheme.with_user(self.manager).action_take_over())
        for cursor, pid in zip((worker, holder), pids, strict=True):
            self.wait_for_end(pid)
            cursor._cnx.close()
            cursor._closed = True
        self.assertEqual(self.scheme.with_user(self.manager).classify().state, "applied")

    def test_a_run_that_lost_its_scheme_writes_nothing_more(self):
        holder = self.registry.cursor()
        self.addCleanup(scheme_lock.HOLDER.reset, scheme_lock.HOLDER.set(holder))
        scheme_lock.check_held()
        holder._cnx.close()
        with self.assertRaises(scheme_lock.Lost):
            scheme_lock.check_held()
        holder._closed = True

    def wait_for_end(self, pid):
        """The other session ends on its own time: ask the database until it has."""
        for _turn in range(10_000):
            self.env.cr.execute("SELECT pg_stat_clear_snapshot()")
            if not self.env.execute_query(SQL("SELECT FROM pg_stat_get_activity(%s)", pid)):
                return

    def test_who_may(self):
        user = new_test_user(self.env, "t_no", groups="customer_classification.group_classification_user")
        with self.assertRaises(AccessError):
            self.scheme.with_user(user).action_take_over()
        with self.assertRaisesRegex(UserError, "Nobody classifies"):
            self.scheme.with_user(self.manager).action_take_over()

    def test_postgresql_notices_when_the_worker_is_gone(self):
        with self.hold() as cursor:
            cursor.execute("SHOW client_connection_check_interval")
            self.assertEqual(cursor.fetchone(), ("5s",))
